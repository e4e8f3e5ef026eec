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
    [[ " = {{valued}} " != *" ${COMP_WORDS[i - 1]} "* ]] || continue
    [[ " {{command_names}} " == *" ${COMP_WORDS[i]} "* ]] || continue
    command=${COMP_WORDS[i]}
    break
  done
  case $command in
{{columns}}
  esac

  COMPREPLY=()
{{options}}
  [[ ! $is_value && $current != -* ]] || return 0
  case $command in
    '' | help) _coffer_offer {{command_names}} ;;
{{words}}
  esac
}

complete -F _coffer coffer
