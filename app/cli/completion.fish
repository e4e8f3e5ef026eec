# fish completion for coffer, printed by `coffer completion fish`

# The command on the line, and the words after it that are neither options nor their values.
function __coffer_words
    set -l option
    set -l command
    for word in (commandline -opc)
        if string match -qr '^({{valued}})$' -- "$option"
            set option
        else if string match -q -- '-*' $word
            set option $word
        else if set -q command[1]; or contains -- $word {{command_words}}
            set command $word
            echo $word
        end
    end
end

# Whether these are the words.
function __coffer_is
    test "$(__coffer_words)" = "$argv"
end

# Whether the command is one of these; "" stands for none.
function __coffer_runs
    set -l words (__coffer_words)
    contains -- "$words[1]" $argv
end

# What has been typed of an option's value.
function __coffer_value
    commandline -ct | string replace -r '^--[a-z-]+=' '' | string replace -ra '["\'\\\\]' ''
end

function __coffer_columns
    set -l words (__coffer_words)
    switch "$words[1]"
{{columns}}
        case '*'
            printf '%s\n' profile timestamp
    end
end

# The stored profiles, as `coffer profiles` lists them, or a path.
function __coffer_profile
    if string match -q '*/*' -- (commandline -ct)
        complete -C "'' $(commandline -ct | string replace -r '^--profile=' '')"
        return
    end
    set -l directory
    set -q HOME; and set directory $HOME/.config
    string match -q '/*' -- "$XDG_CONFIG_HOME"; and set directory $XDG_CONFIG_HOME
    for file in $directory/coffer/*.json
        if string match -qr '/(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\.json$' -- $file; and not test -d $file
            echo $name
        end
    end
end

function __coffer_column_list
    set -l given (__coffer_value | string match -r '.*,')
    for column in (__coffer_columns)
        string match -qi "*,$column,*" -- ",$given"; or echo "$given$column"
    end
end

function __coffer_sorted_column
    set -l reverse (__coffer_value | string match -r '^-')
    printf '%s\n' "$reverse"(__coffer_columns)
end

complete -c coffer -f

{{commands}}
complete -c coffer -n '__coffer_is ""' -a help -d "show a command's examples and options"
complete -c coffer -n '__coffer_is help' -a '{{command_words}}'

{{words}}

{{options}}
