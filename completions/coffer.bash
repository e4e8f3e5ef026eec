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

_coffer() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' columns='' i IFS=$' \t\n'

  # bash splits --option=value at the '='.
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i - 1]} in
      = | -o | --output | --columns | --where | --sort | -p | --profile | --base-url | --account-group | --secret-encoding | --timeout | --retries | --ca-file | --ca-dir | --proxy | --append | --fail-if | -n | --interval | --color | --at | --value | --account | --since | --until | --of | --asset | --every | --port | --data) continue ;;
    esac
    case ${COMP_WORDS[i]} in
      cash | margin | risk | worth | ledger | info | doctor | login | profiles | history | sandbox | completion | help)
        command=${COMP_WORDS[i]}
        break
        ;;
    esac
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
  case $previous in
    -o | --output) _coffer_offer table json jsonl csv; return ;;
    --columns) _coffer_columns; return ;;
    --where) return ;;
    --sort) _coffer_sorted_column; return ;;
    -p | --profile) _coffer_profile; return ;;
    --base-url) return ;;
    --account-group) return ;;
    --secret-encoding) _coffer_offer raw base64; return ;;
    --timeout) return ;;
    --retries) return ;;
    --ca-file) compopt -o default; return ;;
    --ca-dir) compopt -o dirnames; return ;;
    --proxy) return ;;
    --append) compopt -o default; return ;;
    --fail-if) return ;;
    -n | --interval) return ;;
    --color) _coffer_offer auto always never; return ;;
    --at) return ;;
    --value) return ;;
    --account) _coffer_offer cash margin; return ;;
    --since) return ;;
    --until) return ;;
    --of) return ;;
    --asset) return ;;
    --every) _coffer_offer 1h 1d 1w 1mo; return ;;
    --port) return ;;
    --data) compopt -o default; return ;;
  esac
  case $command:$current in
    :-*) _coffer_offer -o --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --append --fail-if -w --watch -n --interval --color -q --quiet -v --verbose --show-all --at --value --total --account --since --until --force --of --asset --every --plot --port --data --help --version ;;
    help:-*) ;;
    *:-*) _coffer_options ;;
    :* | help:*) _coffer_offer cash margin risk worth ledger info doctor login profiles history sandbox completion help ;;
    *) _coffer_words ;;
  esac
}

# The options of the command.
_coffer_options() {
  case $command in
    cash) _coffer_offer --show-all --at --value --total --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy --ipv4 --ipv6 --append --fail-if --watch --interval --color --quiet --verbose --help ;;
    margin) _coffer_offer --show-all --at --value --total --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy --ipv4 --ipv6 --append --fail-if --watch --interval --color --quiet --verbose --help ;;
    risk) _coffer_offer --output --json --jsonl --csv --columns --sort --no-headers --timestamp --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy --ipv4 --ipv6 --append --fail-if --watch --interval --color --quiet --verbose --help ;;
    worth) _coffer_offer --value --total --output --json --jsonl --csv --columns --sort --no-headers --timestamp --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy --ipv4 --ipv6 --append --fail-if --watch --interval --color --quiet --verbose --help ;;
    ledger) _coffer_offer --account --since --until --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy --ipv4 --ipv6 --append --color --quiet --verbose --help ;;
    info) _coffer_offer --output --json --jsonl --csv --columns --sort --no-headers --timestamp --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy --ipv4 --ipv6 --fail-if --color --quiet --verbose --help ;;
    doctor) _coffer_offer --output --json --jsonl --csv --columns --sort --no-headers --timestamp --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy --ipv4 --ipv6 --color --quiet --verbose --help ;;
    login) _coffer_offer --force --profile --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy --ipv4 --ipv6 --color --quiet --verbose --help ;;
    profiles) _coffer_offer --output --json --jsonl --csv --columns --sort --no-headers --timestamp --color --quiet --verbose --help ;;
    history) _coffer_offer --of --asset --every --since --until --plot --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp --color --quiet --verbose --help ;;
    sandbox) _coffer_offer --port --data --color --quiet --verbose --help ;;
    completion) _coffer_offer --color --quiet --verbose --help ;;
  esac
}

# What follows the command.
_coffer_words() {
  case $command in
    login) _coffer_profile ;;
    history) compopt -o default ;;
    completion) _coffer_offer bash zsh fish ;;
  esac
}

complete -F _coffer coffer
