# bash completion for coffer

# The profiles in the configuration directory, by name.
_coffer_profiles() {
  local file directory=${XDG_CONFIG_HOME:-$HOME/.config}/coffer
  for file in "$directory"/*.json; do
    [[ -e $file ]] || continue
    file=${file##*/}
    printf '%s\n' "${file%.json}"
  done
}

# The columns that a command's reports can show.
_coffer_columns() {
  local balances='asset totalBalance availableBalance lockedBalance'
  case $1 in
    cash) printf '%s' "$balances" ;;
    margin) printf '%s' "$balances borrowed interest netBalance" ;;
    risk)
      printf '%s' 'accountMaxLeverage availableBalanceInUSDT totalBalanceInUSDT' \
        ' totalBorrowedInUSDT totalInterestInUSDT netBalanceInUSDT pointsBalance' \
        ' currentLeverage cushion'
      ;;
    info)
      printf '%s' 'accountGroup userUID email expireTime viewPermission tradePermission' \
        ' transferPermission allowedIps cashAccount marginAccount'
      ;;
    profiles) printf '%s' 'name apiKey secretSource accountGroup baseUrl secretEncoding' ;;
    doctor) printf '%s' 'step status finding hint' ;;
    history)
      printf '%s' 'report asset column count first firstTime last lastTime change least leastTime' \
        ' greatest greatestTime gaps trend'
      ;;
  esac
  printf ' profile timestamp'
}

# The options that apply to a command; without one, those that apply to any.
_coffer_options() {
  local general='--color --quiet --verbose --help'
  local shape='--output --json --jsonl --csv --columns --sort --no-headers --timestamp'
  local network='--base-url --account-group --secret-encoding --proxy --ca-file --ca-dir
    --ipv4 --ipv6 --timeout --retries --no-clock-correction'
  local account="--profile --all-profiles --sandbox $network"
  local unattended='--append --fail-if --watch --interval'
  case $1 in
    cash | margin) printf '%s' "$general $shape $account $unattended --show-all --total --where" ;;
    risk) printf '%s' "$general $shape $account $unattended" ;;
    info) printf '%s' "$general $shape $account" ;;
    doctor) printf '%s' "$general $shape $account" ;;
    profiles) printf '%s' "$general $shape" ;;
    login) printf '%s' "$general $network --profile --force" ;;
    history) printf '%s' "$general $shape --where --of --every --asset --since --until --plot" ;;
    sandbox) printf '%s' "$general --port --data" ;;
    help) ;;
    *)
      printf '%s' "$general $shape $account $unattended --show-all --total --where --force" \
        ' --of --every --asset --since --until --plot --port --data --version'
      ;;
  esac
}

# Completes the last of several values that are joined by commas, among those not yet given.
_coffer_list() {
  local current=$1 done='' column
  shift
  if [[ $current == *,* ]]; then
    done=${current%,*},
    current=${current##*,}
  fi
  COMPREPLY=()
  for column; do
    [[ ,$done == *",$column,"* || $column != "$current"* ]] || COMPREPLY+=("$done$column")
  done
  [[ ${#COMPREPLY[@]} -ne 1 ]] || compopt -o nospace
}

_coffer() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local commands='cash margin risk info doctor login profiles history sandbox help'
  local with_value='--output|-o|--columns|--sort|--color|--profile|-p|--base-url|--account-group'
  with_value+='|--secret-encoding|--proxy|--ca-file|--ca-dir|--timeout|--retries|--append'
  with_value+='|--fail-if|--where|--interval|-n|--of|--every|--asset|--since|--until|--port|--data'
  local command='' i word

  # bash splits --option=value at the '='.
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ $word == = ]] || [[ ${COMP_WORDS[i - 1]} =~ ^($with_value|=)$ ]]; then continue; fi
    if [[ " $commands " == *" $word "* ]]; then
      command=$word
      break
    fi
  done

  COMPREPLY=()
  case $previous in
    -o | --output) mapfile -t COMPREPLY < <(compgen -W 'table json jsonl csv' -- "$current") ;;
    --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current") ;;
    --secret-encoding) mapfile -t COMPREPLY < <(compgen -W 'raw base64' -- "$current") ;;
    --columns)
      # shellcheck disable=SC2046 # a list of words
      _coffer_list "$current" $(_coffer_columns "$command")
      ;;
    --sort)
      local prefix=''
      [[ $current != -* ]] || prefix=-
      mapfile -t COMPREPLY < <(
        compgen -P "$prefix" -W "$(_coffer_columns "$command")" -- "${current#-}"
      )
      ;;
    --of)
      mapfile -t COMPREPLY < <(
        compgen -W "$(_coffer_columns margin) $(_coffer_columns risk)" -- "$current" |
          grep -vxE 'asset|profile|timestamp'
      )
      ;;
    -p | --profile)
      if [[ $current == */* ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        compopt -o filenames
      else
        mapfile -t COMPREPLY < <(compgen -W "$(_coffer_profiles)" -- "$current")
      fi
      ;;
    --ca-file | --append | --data)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      compopt -o filenames
      ;;
    --every) mapfile -t COMPREPLY < <(compgen -W '1h 1d 1w 1mo' -- "$current") ;;
    --ca-dir)
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      compopt -o filenames
      ;;
    --base-url | --account-group | --proxy | --timeout | --retries | --fail-if | --where | --interval | -n | \
      --asset | --since | --until | --port) ;;
    *)
      if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_coffer_options "$command")" -- "$current")
      elif [[ -z $command || $command == help ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
      elif [[ $command == history ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        compopt -o filenames
      elif [[ $command == login ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_coffer_profiles)" -- "$current")
      fi
      ;;
  esac
}

complete -F _coffer coffer
