# bash completion for coffer, printed by `coffer completion bash`

# Offers the words that begin like the current one. Nothing is evaluated.
_coffer_offer() {
  local word
  for word; do
    [[ $word != "$current"* ]] || COMPREPLY+=("$word")
  done
}

# The stored profiles, as `coffer profiles` lists them.
_coffer_profiles() {
  local LC_ALL=C directory=${XDG_CONFIG_HOME-} file
  [[ $directory == /* ]] || directory=${HOME:+$HOME/.config}
  [[ -n $directory ]] || return 0
  # Whatever the shell does with patterns that nothing matches.
  while read -r file; do
    [[ ! -d $file ]] || continue
    file=${file##*/}
    file=${file%.json}
    [[ ! $file =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || _coffer_offer "$file"
  done < <(set +f; shopt -u failglob nullglob; printf '%s\n' "$directory"/coffer/*.json)
}

# A profile's name, or a path.
_coffer_profile() {
  if [[ $current == */* ]]; then
    compopt -o default
  else
    _coffer_profiles
  fi
}

# The last of several columns that are joined by commas, among those not yet given.
_coffer_columns() {
  local column given=''
  [[ $current != *,* ]] || given=${current%,*},
  for column in $columns; do
    [[ ,$given == *",$column,"* ]] || _coffer_offer "$given$column"
  done
  [[ ${#COMPREPLY[@]} -ne 1 ]] || compopt -o nospace
}

# A column, after a '-' to reverse.
_coffer_sorted_column() {
  local column reverse=''
  [[ $current != -* ]] || reverse=-
  for column in $columns; do
    _coffer_offer "$reverse$column"
  done
}

# An option of these commands by its names, and what completes its value, if it takes one. Before the
# command any may stand.
_coffer_option() {
  local takers=$1 names=$2
  shift 2
  if [[ $# -gt 0 && " $names " == *" $previous "* ]]; then
    is_value=yes COMPREPLY=()
    "$@"
  elif [[ ! $is_value && $current == -* && (! $command || " $takers " == *" $command "*) ]]; then
    _coffer_offer $names
  fi
}

_coffer() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' columns='' is_value='' i IFS=$' \t\n'

  # bash splits --option=value at the '='.
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ " = -o --output --columns --where --sort -p --profile --base-url --account-group --secret-encoding --timeout --retries --ca-file --ca-dir --proxy --append --fail-if -n --interval --color --at --value --account --since --until --of --asset --every --port --data " != *" ${COMP_WORDS[i - 1]} "* ]] || continue
    [[ " cash margin risk worth ledger info doctor login profiles history sandbox completion help " == *" ${COMP_WORDS[i]} "* ]] || continue
    command=${COMP_WORDS[i]}
    break
  done
  case $command in
    cash) columns='asset totalBalance availableBalance lockedBalance price value share currency profile timestamp' ;;
    margin) columns='asset totalBalance availableBalance lockedBalance borrowed interest netBalance price value share currency profile timestamp' ;;
    risk) columns='accountMaxLeverage availableBalanceInUSDT totalBalanceInUSDT totalBorrowedInUSDT totalInterestInUSDT netBalanceInUSDT pointsBalance currentLeverage cushion profile timestamp' ;;
    worth) columns='currency cashValue marginValue value unpriced profile timestamp' ;;
    ledger) columns='time account event asset amount balance orderId side orderType liquidity sn profile timestamp' ;;
    info) columns='accountGroup userUID email expireTime daysLeft viewPermission tradePermission transferPermission allowedIps cashAccount marginAccount profile timestamp' ;;
    doctor) columns='step status finding hint profile timestamp' ;;
    profiles) columns='name apiKey secretSource accountGroup baseUrl secretEncoding profile timestamp' ;;
    history) columns='profile report asset column count first firstTime last lastTime change least leastTime greatest greatestTime gaps trend time value timestamp' ;;
  esac

  COMPREPLY=()
  _coffer_option 'cash margin risk worth ledger info doctor profiles history' '-o --output' _coffer_offer table json jsonl csv
  _coffer_option 'cash margin risk worth ledger info doctor profiles history' '--json'
  _coffer_option 'cash margin risk worth ledger info doctor profiles history' '--jsonl'
  _coffer_option 'cash margin risk worth ledger info doctor profiles history' '--csv'
  _coffer_option 'cash margin risk worth ledger info doctor profiles history' '--columns' _coffer_columns
  _coffer_option 'cash margin ledger history' '--where' :
  _coffer_option 'cash margin risk worth ledger info doctor profiles history' '--sort' _coffer_sorted_column
  _coffer_option 'cash margin risk worth ledger info doctor profiles history' '--no-headers'
  _coffer_option 'cash margin risk worth ledger info doctor profiles history' '--timestamp'
  _coffer_option 'cash margin risk worth ledger info doctor login' '-p --profile' _coffer_profile
  _coffer_option 'cash margin risk worth ledger info doctor' '--all-profiles'
  _coffer_option 'cash margin risk worth ledger info doctor' '--sandbox'
  _coffer_option 'cash margin risk worth ledger info doctor login' '--base-url' :
  _coffer_option 'cash margin risk worth ledger info doctor login' '--account-group' :
  _coffer_option 'cash margin risk worth ledger info doctor login' '--secret-encoding' _coffer_offer raw base64
  _coffer_option 'cash margin risk worth ledger info doctor login' '--timeout' :
  _coffer_option 'cash margin risk worth ledger info doctor login' '--retries' :
  _coffer_option 'cash margin risk worth ledger info doctor login' '--no-clock-correction'
  _coffer_option 'cash margin risk worth ledger info doctor login' '--ca-file' compopt -o default
  _coffer_option 'cash margin risk worth ledger info doctor login' '--ca-dir' compopt -o dirnames
  _coffer_option 'cash margin risk worth ledger info doctor login' '--proxy' :
  _coffer_option 'cash margin risk worth ledger info doctor login' '-4 --ipv4'
  _coffer_option 'cash margin risk worth ledger info doctor login' '-6 --ipv6'
  _coffer_option 'cash margin risk worth ledger' '--append' compopt -o default
  _coffer_option 'cash margin risk worth info' '--fail-if' :
  _coffer_option 'cash margin risk worth' '-w --watch'
  _coffer_option 'cash margin risk worth' '-n --interval' :
  _coffer_option 'cash margin risk worth ledger info doctor login profiles history sandbox completion' '--color' _coffer_offer auto always never
  _coffer_option 'cash margin risk worth ledger info doctor login profiles history sandbox completion' '-q --quiet'
  _coffer_option 'cash margin risk worth ledger info doctor login profiles history sandbox completion' '-v --verbose'
  _coffer_option 'cash margin risk worth ledger info doctor login profiles history sandbox completion' '-h --help'
  _coffer_option 'cash margin risk worth ledger info doctor login profiles history sandbox completion' '--version'
  _coffer_option 'cash margin' '--show-all'
  _coffer_option 'cash margin' '--at' :
  _coffer_option 'cash margin worth' '--value' :
  _coffer_option 'cash margin worth' '--total'
  _coffer_option 'ledger' '--account' _coffer_offer cash margin
  _coffer_option 'ledger history' '--since' :
  _coffer_option 'ledger history' '--until' :
  _coffer_option 'login' '--force'
  _coffer_option 'history' '--of' :
  _coffer_option 'history' '--asset' :
  _coffer_option 'history' '--every' _coffer_offer 1h 1d 1w 1mo
  _coffer_option 'history' '--plot'
  _coffer_option 'sandbox' '--port' :
  _coffer_option 'sandbox' '--data' compopt -o default
  [[ ! $is_value && $current != -* ]] || return 0
  case $command in
    '' | help) _coffer_offer cash margin risk worth ledger info doctor login profiles history sandbox completion help ;;
    cash) : ;;
    margin) : ;;
    ledger) : ;;
    login) _coffer_profile ;;
    history) compopt -o default ;;
    completion) _coffer_offer bash zsh fish ;;
  esac
}

complete -F _coffer coffer
