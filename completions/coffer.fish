# fish completion for coffer, printed by `coffer completion fish`

# The command on the line, and the words after it that are neither options nor their values.
function __coffer_words
    set -l option
    set -l command
    for word in (commandline -opc)
        if string match -qr '^(-[^-opn]*[opn]|--(output|columns|where|sort|profile|base-url|account-group|secret-encoding|timeout|retries|ca-file|ca-dir|proxy|append|fail-if|interval|color|at|value|account|since|until|of|asset|every|port|data))$' -- "$option"
            set option
        else if string match -q -- '-*' $word
            set option $word
        else if set -q command[1]; or contains -- $word cash margin risk worth ledger info doctor login profiles history sandbox completion help
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
        case cash
            printf '%s\n' asset totalBalance availableBalance lockedBalance price value share currency profile timestamp
        case margin
            printf '%s\n' asset totalBalance availableBalance lockedBalance borrowed interest netBalance price value share currency profile timestamp
        case risk
            printf '%s\n' accountMaxLeverage availableBalanceInUSDT totalBalanceInUSDT totalBorrowedInUSDT totalInterestInUSDT netBalanceInUSDT pointsBalance currentLeverage cushion profile timestamp
        case worth
            printf '%s\n' currency cashValue marginValue value unpriced profile timestamp
        case ledger
            printf '%s\n' time account event asset amount balance orderId side orderType liquidity sn profile timestamp
        case info
            printf '%s\n' accountGroup userUID email expireTime daysLeft viewPermission tradePermission transferPermission allowedIps cashAccount marginAccount profile timestamp
        case doctor
            printf '%s\n' step status finding hint profile timestamp
        case profiles
            printf '%s\n' name apiKey secretSource accountGroup baseUrl secretEncoding profile timestamp
        case history
            printf '%s\n' profile report asset column count first firstTime last lastTime change least leastTime greatest greatestTime gaps trend time value timestamp
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

complete -c coffer -n '__coffer_is ""' -a cash -d 'show the cash balances'
complete -c coffer -n '__coffer_is ""' -a margin -d 'show the margin balances'
complete -c coffer -n '__coffer_is ""' -a risk -d 'show the margin risk profile'
complete -c coffer -n '__coffer_is ""' -a worth -d 'show what cash and margin are worth in one currency'
complete -c coffer -n '__coffer_is ""' -a ledger -d 'show what changed the balances'
complete -c coffer -n '__coffer_is ""' -a info -d 'show the API key'\''s account group, permissions, expiry and addresses'
complete -c coffer -n '__coffer_is ""' -a doctor -d 'check the connection and the key step by step'
complete -c coffer -n '__coffer_is ""' -a login -d 'check an API key and store it as a profile'
complete -c coffer -n '__coffer_is ""' -a profiles -d 'list the stored profiles, keys masked'
complete -c coffer -n '__coffer_is ""' -a history -d 'show what logged balances did over time'
complete -c coffer -n '__coffer_is ""' -a sandbox -d 'serve a practice exchange on loopback until interrupted'
complete -c coffer -n '__coffer_is ""' -a completion -d 'print a shell completion script'
complete -c coffer -n '__coffer_is ""' -a help -d "show a command's examples and options"
complete -c coffer -n '__coffer_is help' -a 'cash margin risk worth ledger info doctor login profiles history sandbox completion help'

complete -c coffer -n '__coffer_is login' -xa '(__coffer_profile)'
complete -c coffer -n '__coffer_runs history' -F
complete -c coffer -n '__coffer_is completion' -xa 'bash zsh fish'

complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor profiles history' -s o -l output -xa 'table json jsonl csv' -d 'table, json, jsonl or csv (default: COFFER_OUTPUT, else table)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor profiles history' -l json -d 'the same as --output json'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor profiles history' -l jsonl -d 'the same as --output jsonl'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor profiles history' -l csv -d 'the same as --output csv'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor profiles history' -l columns -xa '(__coffer_column_list)' -d 'these columns in this order, by key or heading'
complete -c coffer -n '__coffer_runs "" cash margin ledger history' -l where -x -d 'only rows for which COLUMN OP VALUE holds; repeatable'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor profiles history' -l sort -xa '(__coffer_sorted_column)' -d 'sort by this column, by exact value or text; - reverses'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor profiles history' -l no-headers -d 'no header line, no labels'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor profiles history' -l timestamp -d 'first column: when the data was received (UTC)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -s p -l profile -xa '(__coffer_profile)' -d 'profile to use: a name, or a path with a '\''/'\''; repeatable, except for login'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor' -l all-profiles -d 'every stored profile, by name'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor' -l sandbox -d 'ask a practice exchange: no key, no network'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l base-url -x -d 'the exchange (default: https://ascendex.com)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l account-group -x -d 'the group in every private URL (default: asked once, remembered)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l secret-encoding -xa 'raw base64' -d 'raw or base64: how the secret becomes the HMAC key (default: raw)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l timeout -x -d 'limit for the whole query (ledger: each page), retries included (default: 10)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l retries -x -d 'how often to retry after a temporary failure (default: 2)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l no-clock-correction -d 'do not correct for a wrong local clock'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l ca-file -rF -d 'trust these PEM certificates instead of the system'\''s'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l ca-dir -xa '(__fish_complete_directories)' -d 'trust this hashed directory, or several, joined by '\'':'\'''
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -l proxy -x -d 'http://[USER:PASSWORD@]HOST[:PORT] (default: https_proxy, all_proxy)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -s 4 -l ipv4 -d 'dial IPv4 addresses only'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login' -s 6 -l ipv6 -d 'dial IPv6 addresses only'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger' -l append -rF -d 'append to a log file instead of printing: .jsonl, else csv'
complete -c coffer -n '__coffer_runs "" cash margin risk worth info' -l fail-if -x -d 'status 11 if [ASSET.]COLUMN OP NUMBER holds (ASSET: cash, margin); repeatable'
complete -c coffer -n '__coffer_runs "" cash margin risk worth' -s w -l watch -d 'repeat until interrupted; a terminal is redrawn in place'
complete -c coffer -n '__coffer_runs "" cash margin risk worth' -s n -l interval -x -d 'from one round of --watch to the next (default: 5, least: 1)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login profiles history sandbox completion' -l color -xa 'auto always never' -d 'auto, always or never (default: auto, which respects NO_COLOR)'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login profiles history sandbox completion' -s q -l quiet -d 'no notes or warnings on stderr, errors and conditions only'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login profiles history sandbox completion' -s v -l verbose -d 'on stderr: each request, its status and timing'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login profiles history sandbox completion' -s h -l help -d 'examples, options and columns'
complete -c coffer -n '__coffer_runs "" cash margin risk worth ledger info doctor login profiles history sandbox completion' -l version -d 'the versions of coffer and its libraries'
complete -c coffer -n '__coffer_runs "" cash margin' -l show-all -d 'also assets with a zero balance'
complete -c coffer -n '__coffer_runs "" cash margin' -l at -x -d 'the totals at the beginning of that day (UTC), of the last seven'
complete -c coffer -n '__coffer_runs "" cash margin worth' -l value -x -d 'values in this currency (worth: USDT by default)'
complete -c coffer -n '__coffer_runs "" cash margin worth' -l total -d 'the sum over several profiles'
complete -c coffer -n '__coffer_runs "" ledger' -l account -xa 'cash margin' -d 'cash or margin (default: cash)'
complete -c coffer -n '__coffer_runs "" ledger history' -l since -x -d 'from then on: RFC 3339, a date (start in UTC) or an age (7d, 1h30m); default of ledger: today; with --append: the log'\''s end'
complete -c coffer -n '__coffer_runs "" ledger history' -l until -x -d 'before then, given in the same ways'
complete -c coffer -n '__coffer_runs "" login' -l force -d 'replace an existing profile'
complete -c coffer -n '__coffer_runs "" history' -l of -x -d 'follow this; repeatable (default: totalBalance; of worth: value, of ledger: balance, of risk: each)'
complete -c coffer -n '__coffer_runs "" history' -l asset -x -d 'only this asset; repeatable'
complete -c coffer -n '__coffer_runs "" history' -l every -xa '1h 1d 1w 1mo' -d 'the last amount in each 1h, 1d, 1w or 1mo (UTC) instead'
complete -c coffer -n '__coffer_runs "" history' -l plot -d 'draw a chart of each series instead'
complete -c coffer -n '__coffer_runs "" sandbox' -l port -x -d 'serve on this port (default: any free one)'
complete -c coffer -n '__coffer_runs "" sandbox' -l data -rF -d 'serve this JSON: {"cash": [...], "margin", "risk", "prices"}'
