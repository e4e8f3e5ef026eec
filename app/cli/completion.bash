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
  local options=({{options}}) columns=(profile timestamp)
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
      [[ ! $current =~ ^({{valued}})$ ]] || option=$current
    elif [[ -n $command ]]; then
      count=$((count + 1))
    elif [[ " {{command_words}} " == *" $current "* ]]; then
      command=$current
    fi
    current=''
  done
  case $command in
    help) options=() ;;
{{commands}}
  esac

  # Of the current word bash replaces only the last part.
  current+=${line//$quotes/}
  word=${2//$quotes/}
  kept=$((${#current} - ${#word}))
  if [[ -z $option$words_only && $current =~ ^(--[^=]+=|{{short_valued}}) ]]; then
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
    :0 | help:0) _coffer_offer {{command_words}} ;;
{{words}}
{{values}}
  esac
}

complete -F _coffer coffer
