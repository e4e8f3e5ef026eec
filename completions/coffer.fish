# fish completion for coffer, printed by `coffer completion fish`

# The command on the line: the first word that is neither an option nor an option's value.
function __coffer_command
    set -l previous
    for word in (commandline -opc)[2..-1]
        if not string match -q -- '-*' $word; and not contains -- "$previous" -o --output --columns --where --sort -p --profile --base-url --account-group --secret-encoding --timeout --retries --ca-file --ca-dir --proxy --append --fail-if -n --interval --color --at --value --account --since --until --of --asset --every --port --data
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

complete -c coffer -n '__coffer_is cash' -f
complete -c coffer -n '__coffer_is margin' -f
complete -c coffer -n '__coffer_is ledger' -f
complete -c coffer -n '__coffer_is login' -fa '(__coffer_profile)'
complete -c coffer -n '__coffer_is history' -F
complete -c coffer -n '__coffer_is completion' -fa 'bash zsh fish'

complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor profiles history' -s o -l output -r -fa 'table json jsonl csv' -d 'table, json, jsonl or csv (default: COFFER_OUTPUT, else table)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor profiles history' -l json -d 'the same as --output json'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor profiles history' -l jsonl -d 'the same as --output jsonl'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor profiles history' -l csv -d 'the same as --output csv'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor profiles history' -l columns -r -fa '(__coffer_column_list)' -d 'these columns in this order, by key or heading'
complete -c coffer -n '__coffer_takes cash margin ledger history' -l where -r -f -d 'only rows for which COLUMN OP VALUE holds; repeatable'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor profiles history' -l sort -r -fa '(__coffer_sorted_column)' -d 'by exact value or text, - reverses'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor profiles history' -l no-headers -d 'no header line, no labels'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor profiles history' -l timestamp -d 'first column: when the reply was received (UTC)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -s p -l profile -r -fa '(__coffer_profile)' -d 'profile to use: a name, or a path with a '\''/'\''; repeatable, but for login'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor' -l all-profiles -d 'every stored profile, by name'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor' -l sandbox -d 'ask a practice exchange: no key, no network'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l base-url -r -f -d 'the exchange (default: https://ascendex.com)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l account-group -r -f -d 'the group in every private URL (default: asked once, remembered)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l secret-encoding -r -fa 'raw base64' -d 'raw or base64: how the secret becomes the HMAC key (default: raw)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l timeout -r -f -d 'limit for the whole query (ledger: each page), retries included (default: 10)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l retries -r -f -d 'how often to retry after a temporary failure (default: 2)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l no-clock-correction -d 'do not correct for a wrong local clock'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l ca-file -r -F -d 'trust these PEM certificates instead of the system'\''s'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l ca-dir -r -fa '(__fish_complete_directories)' -d 'trust this hashed directory, or several, joined by '\'':'\'''
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -l proxy -r -f -d 'http://[USER:PASSWORD@]HOST[:PORT] (default: https_proxy, all_proxy)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -s 4 -l ipv4 -d 'dial IPv4 addresses only'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login' -s 6 -l ipv6 -d 'dial IPv6 addresses only'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger' -l append -r -F -d 'append to a log file instead of printing: .jsonl, else csv'
complete -c coffer -n '__coffer_takes cash margin risk worth info' -l fail-if -r -f -d 'status 11 if [ASSET.]COLUMN OP NUMBER holds (ASSET: cash, margin); repeatable'
complete -c coffer -n '__coffer_takes cash margin risk worth' -s w -l watch -d 'repeat until interrupted; a terminal is redrawn in place'
complete -c coffer -n '__coffer_takes cash margin risk worth' -s n -l interval -r -f -d 'from one round of --watch to the next (default: 5, least: 1)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login profiles history sandbox completion' -l color -r -fa 'auto always never' -d 'auto, always or never (default: auto, which respects NO_COLOR)'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login profiles history sandbox completion' -s q -l quiet -d 'no notes or warnings on stderr, errors and conditions only'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login profiles history sandbox completion' -s v -l verbose -d 'on stderr: each request, its status and timing'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login profiles history sandbox completion' -s h -l help -d 'examples, options and columns'
complete -c coffer -n '__coffer_takes cash margin risk worth ledger info doctor login profiles history sandbox completion' -l version -d 'the versions of coffer and its libraries'
complete -c coffer -n '__coffer_takes cash margin' -l show-all -d 'also assets with a zero balance'
complete -c coffer -n '__coffer_takes cash margin' -l at -r -f -d 'the totals at the beginning of that day (UTC), of the last seven'
complete -c coffer -n '__coffer_takes cash margin worth' -l value -r -f -d 'what it is worth in this currency (worth: USDT by default)'
complete -c coffer -n '__coffer_takes cash margin worth' -l total -d 'the sum over several profiles'
complete -c coffer -n '__coffer_takes ledger' -l account -r -fa 'cash margin' -d 'cash or margin (default: cash)'
complete -c coffer -n '__coffer_takes ledger history' -l since -r -f -d 'from then on: RFC 3339, a date or an age (default: today; with --append: the log'\''s end)'
complete -c coffer -n '__coffer_takes ledger history' -l until -r -f -d 'before then, given in the same ways'
complete -c coffer -n '__coffer_takes login' -l force -d 'replace an existing profile'
complete -c coffer -n '__coffer_takes history' -l of -r -f -d 'follow this; repeatable (default: totalBalance; of worth: value, of ledger: balance, of risk: each)'
complete -c coffer -n '__coffer_takes history' -l asset -r -f -d 'only this asset; repeatable'
complete -c coffer -n '__coffer_takes history' -l every -r -fa '1h 1d 1w 1mo' -d 'the last amount in each 1h, 1d, 1w or 1mo (UTC) instead'
complete -c coffer -n '__coffer_takes history' -l plot -d 'draw a chart of each series instead'
complete -c coffer -n '__coffer_takes sandbox' -l port -r -f -d 'serve on this port (default: any free one)'
complete -c coffer -n '__coffer_takes sandbox' -l data -r -F -d 'serve this JSON: {"cash": [...], "margin", "risk", "prices"}'
