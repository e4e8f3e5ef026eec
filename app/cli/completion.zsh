#compdef coffer
# zsh completion for coffer, printed by `coffer completion zsh`

# The stored profiles, as `coffer profiles` lists them, or a path.
_coffer_profile() {
  local directory=${XDG_CONFIG_HOME:-} file
  local -a names
  [[ $directory == /* ]] || directory=${HOME:+$HOME/.config}
  [[ -n $directory ]] && for file in $directory/coffer/*.json(N-^/:t:r); do
    [[ $file == [A-Za-z0-9]* && $file != *[^A-Za-z0-9._-]* ]] && names+=($file)
  done
  if [[ $PREFIX == */* ]]; then
    _files
  else
    compadd -a names
  fi
}

_coffer_columns() {
  _sequence compadd - $columns
}

_coffer_sorted_column() {
  compset -P -
  compadd -a columns
}

# Whether an option of these commands may stand here. Before the command any may.
_coffer_takes() {
  [[ -z $command || " $* " == *" $command "* ]]
}

_coffer() {
  local command= curcontext=$curcontext context state state_descr line
  local -a commands columns=(profile timestamp) options
  local -A opt_args
  local -i i
  commands=(
{{commands}}
    "help:show a command's examples and options"
  )

  # The command is the first word that is neither an option nor an option's value.
  for ((i = 2; i < CURRENT; ++i)); do
    [[ ${(Q)words[i]} == -* || ${(Q)words[i - 1]} =~ '^({{valued}})$' ]] && continue
    command=${(Q)words[i]}
    break
  done

  case $command in
{{columns}}
  esac

{{options}}
  case $command in
    help) options=(':command:' ':command:->command') ;;
    '') options+=(':command:->command') ;;
    *) options+=(':command:') ;;
  esac
  case $command in
{{words}}
  esac

  _arguments -s -S $options && return
  [[ $state == command ]] && _describe -t commands command commands
}

# Found in fpath, this file is the function at its first call; else it is sourced.
if [[ $funcstack[1] == _coffer ]]; then
  _coffer "$@"
else
  compdef _coffer coffer
fi
