# bash completion for coffer, printed by `coffer completion bash`

# Offers the words that begin like the current one. Nothing is evaluated.
_coffer_offer() {
  local word
  for word; do
    word=$prefix$word
    [[ $word != "$current"* ]] || COMPREPLY+=("${word:kept}")
  done
}

# The stored profiles, as `coffer profiles` lists them, whatever the shell is set to.
_coffer_profiles() (
  LC_ALL=C
  set +f
  shopt -u failglob nullglob nocaseglob
  directory=${XDG_CONFIG_HOME-}
  [[ $directory == /* ]] || directory=${HOME:+$HOME/.config}
  for file in "$directory"/coffer/*.json; do
    name=${file##*/}
    name=${name%.json}
    [[ -d $file || ! $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || printf '%s\n' "$name"
  done
)

# A profile's name, or a path.
_coffer_profile() {
  local names
  if [[ $current == */* ]]; then
    compopt -o default
  else
    mapfile -t names < <(_coffer_profiles)
    _coffer_offer "${names[@]}"
  fi
}

# The last of several columns that are joined by commas, among those not yet given.
_coffer_columns() {
  local column given=${current#"$prefix"}
  [[ $given == *,* ]] && given=${given%,*}, || given=''
  for column in "${columns[@]}"; do
    [[ ,${given,,} == *",${column,,},"* ]] || _coffer_offer "$given$column"
  done
  [[ ${#COMPREPLY[@]} -ne 1 ]] || compopt -o nospace
}

# A column, after a '-' to reverse.
_coffer_sorted_column() {
  [[ ${current#"$prefix"} != -* ]] || prefix+=-
  _coffer_offer "${columns[@]}"
}

_coffer() {
  local command='' option='' words_only='' count=0 current='' prefix='' IFS=$' \t\n'
  local line=${COMP_LINE:0:COMP_POINT} quotes="[\"'\\\\]" word kept
  local options=(-o --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --append --fail-if -w --watch -n --interval --color -q --quiet -v --verbose -h --help --version --show-all --at --value --total --account --since --until --force --of --asset --every --plot --port --data) columns=(profile timestamp)
  COMPREPLY=()

  if [[ ${COMP_WORDS[COMP_CWORD - 1]} == [\<\>]* ]]; then
    compopt -o default
    return
  fi

  # What stands before the current word. bash splits words at '=' and ':', too.
  for word in "${COMP_WORDS[@]:0:COMP_CWORD}"; do
    current+=${word//$quotes/}
    line=${line#"$word"}
    [[ $line == [[:space:]]* ]] || continue
    line=${line#"${line%%[![:space:]]*}"}
    if [[ -n $option ]]; then
      option=''
    elif [[ -z $words_only && $current == -?* ]]; then
      [[ $current != -- ]] || words_only=1
      [[ ! $current =~ ^(-[^-opn]*[opn]|--(output|columns|where|sort|profile|base-url|account-group|secret-encoding|timeout|retries|ca-file|ca-dir|proxy|append|fail-if|interval|color|at|value|account|since|until|of|asset|every|port|data))$ ]] || option=$current
    elif [[ -n $command ]]; then
      count=$((count + 1))
    elif [[ " cash margin risk worth ledger info doctor login profiles history sandbox completion help " == *" $current "* ]]; then
      command=$current
    fi
    current=''
  done
  case $command in
    help) options=() ;;
    cash) options=(--show-all --at --value --total -o --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --append --fail-if -w --watch -n --interval --color -q --quiet -v --verbose -h --help --version) columns=(asset totalBalance availableBalance lockedBalance price value share currency profile timestamp) ;;
    margin) options=(--show-all --at --value --total -o --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --append --fail-if -w --watch -n --interval --color -q --quiet -v --verbose -h --help --version) columns=(asset totalBalance availableBalance lockedBalance borrowed interest netBalance price value share currency profile timestamp) ;;
    risk) options=(-o --output --json --jsonl --csv --columns --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --append --fail-if -w --watch -n --interval --color -q --quiet -v --verbose -h --help --version) columns=(accountMaxLeverage availableBalanceInUSDT totalBalanceInUSDT totalBorrowedInUSDT totalInterestInUSDT netBalanceInUSDT pointsBalance currentLeverage cushion profile timestamp) ;;
    worth) options=(--value --total -o --output --json --jsonl --csv --columns --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --append --fail-if -w --watch -n --interval --color -q --quiet -v --verbose -h --help --version) columns=(currency cashValue marginValue value unpriced profile timestamp) ;;
    ledger) options=(--account --since --until -o --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --append --color -q --quiet -v --verbose -h --help --version) columns=(time account event asset amount balance orderId side orderType liquidity sn profile timestamp) ;;
    info) options=(-o --output --json --jsonl --csv --columns --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --fail-if --color -q --quiet -v --verbose -h --help --version) columns=(accountGroup userUID email expireTime daysLeft viewPermission tradePermission transferPermission allowedIps cashAccount marginAccount profile timestamp) ;;
    doctor) options=(-o --output --json --jsonl --csv --columns --sort --no-headers --timestamp -p --profile --all-profiles --sandbox --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --color -q --quiet -v --verbose -h --help --version) columns=(step status finding hint profile timestamp) ;;
    login) options=(--force -p --profile --base-url --account-group --secret-encoding --timeout --retries --no-clock-correction --ca-file --ca-dir --proxy -4 --ipv4 -6 --ipv6 --color -q --quiet -v --verbose -h --help --version) columns=() ;;
    profiles) options=(-o --output --json --jsonl --csv --columns --sort --no-headers --timestamp --color -q --quiet -v --verbose -h --help --version) columns=(name apiKey secretSource accountGroup baseUrl secretEncoding profile timestamp) ;;
    history) options=(--of --asset --every --since --until --plot -o --output --json --jsonl --csv --columns --where --sort --no-headers --timestamp --color -q --quiet -v --verbose -h --help --version) columns=(profile report asset column count first firstTime last lastTime change least leastTime greatest greatestTime gaps trend time value timestamp) ;;
    sandbox) options=(--port --data --color -q --quiet -v --verbose -h --help --version) columns=() ;;
    completion) options=(--color -q --quiet -v --verbose -h --help --version) columns=() ;;
  esac

  # Of the current word bash replaces only the last part.
  current+=${line//$quotes/}
  word=${2//$quotes/}
  kept=$((${#current} - ${#word}))
  if [[ -z $option$words_only && $current =~ ^(--[^=]+=|-[^-opn]*[opn]) ]]; then
    prefix=${BASH_REMATCH[0]}
    option=${prefix%=}
  fi
  [[ $option != -[!-]* ]] || option=-${option: -1}

  if [[ -n $option ]]; then
    [[ " ${options[*]} " == *" $option "* ]] || return 0
  elif [[ -z $words_only && $current == -* ]]; then
    _coffer_offer "${options[@]}"
    return
  fi
  case ${option:-$command:$count} in
    :0 | help:0) _coffer_offer cash margin risk worth ledger info doctor login profiles history sandbox completion help ;;
    login:0) _coffer_profile ;;
    history:*) compopt -o default ;;
    completion:0) _coffer_offer bash zsh fish ;;
    -o | --output) _coffer_offer table json jsonl csv ;;
    --columns) _coffer_columns ;;
    --sort) _coffer_sorted_column ;;
    -p | --profile) _coffer_profile ;;
    --secret-encoding) _coffer_offer raw base64 ;;
    --ca-file) compopt -o default ;;
    --ca-dir) compopt -o dirnames ;;
    --append) compopt -o default ;;
    --color) _coffer_offer auto always never ;;
    --account) _coffer_offer cash margin ;;
    --every) _coffer_offer 1h 1d 1w 1mo ;;
    --data) compopt -o default ;;
  esac
}

complete -F _coffer coffer
