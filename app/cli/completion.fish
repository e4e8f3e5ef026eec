# fish completion for coffer, printed by `coffer completion fish`

# The command on the line: the first word that is neither an option nor an option's value.
function __coffer_command
    set -l previous
    for word in (commandline -opc)[2..-1]
        if not string match -q -- '-*' $word; and not contains -- "$previous" {{valued}}
            echo $word
            return
        end
        set previous $word
    end
end

function __coffer_is
    test (__coffer_command | string collect -a) = "$argv"
end

# Whether an option of these commands may stand here. Before the command any may.
function __coffer_takes
    contains -- (__coffer_command | string collect -a) '' $argv
end

function __coffer_columns
    switch (__coffer_command | string collect -a)
{{columns}}
        case '*'
            printf '%s\n' profile timestamp
    end
end

# The stored profiles, as `coffer profiles` lists them, or a path.
function __coffer_profile
    if string match -q '*/*' -- (commandline -ct)
        __fish_complete_path (commandline -ct | string replace -r '^--profile=' '')
        return
    end
    set -l directory
    set -q HOME; and set directory $HOME/.config
    string match -q '/*' -- "$XDG_CONFIG_HOME"; and set directory $XDG_CONFIG_HOME
    for file in $directory/coffer/*.json
        test -d $file; and continue
        string replace -r '.*/(.*)\.json$' '$1' -- $file | string match -r '^[A-Za-z0-9][A-Za-z0-9._-]*$'
    end
end

function __coffer_column_list
    set -l given (string match -r '.*,' -- (commandline -ct | string replace -r '^--columns=' ''))
    for column in (__coffer_columns)
        string match -q "*,$column,*" -- ",$given"; or echo "$given$column"
    end
end

function __coffer_sorted_column
    set -l reverse (string match -r '^-(?!-)' -- (commandline -ct | string replace -r '^--sort=' ''))
    printf '%s\n' "$reverse"(__coffer_columns)
end

complete -c coffer -f

{{commands}}
complete -c coffer -n '__coffer_is ""' -a help -d "show a command's examples and options"
complete -c coffer -n '__coffer_is help' -a '{{command_names}}'

{{words}}

{{options}}
