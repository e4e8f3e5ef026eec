# fish completion for coffer

set -l commands cash margin risk info doctor login profiles history sandbox help
set -l balances cash margin
set -l unattended cash margin risk
set -l account cash margin risk info doctor
set -l network cash margin risk info doctor login
set -l shaped cash margin risk info doctor profiles history

function __coffer_profiles
    set -l config $HOME/.config
    test -n "$XDG_CONFIG_HOME"; and set config $XDG_CONFIG_HOME
    for file in $config/coffer/*.json
        string replace -r '.*/(.*)\.json$' '$1' -- $file
    end
end

function __coffer_risk_columns
    printf '%s\n' accountMaxLeverage availableBalanceInUSDT totalBalanceInUSDT totalBorrowedInUSDT \
        totalInterestInUSDT netBalanceInUSDT pointsBalance currentLeverage cushion
end

# The columns that the reports of the command at hand can show.
function __coffer_columns
    set -l balances asset totalBalance availableBalance lockedBalance
    if __fish_seen_subcommand_from cash
        printf '%s\n' $balances
    else if __fish_seen_subcommand_from margin
        printf '%s\n' $balances borrowed interest netBalance
    else if __fish_seen_subcommand_from risk
        __coffer_risk_columns
    else if __fish_seen_subcommand_from info
        printf '%s\n' accountGroup userUID email expireTime viewPermission tradePermission \
            transferPermission allowedIps cashAccount marginAccount
    else if __fish_seen_subcommand_from profiles
        printf '%s\n' name apiKey secretSource accountGroup baseUrl secretEncoding
    else if __fish_seen_subcommand_from doctor
        printf '%s\n' step status finding hint
    else if __fish_seen_subcommand_from history
        printf '%s\n' report asset column count first firstTime last lastTime change least leastTime \
            greatest greatestTime gaps trend
    end
    printf '%s\n' profile timestamp
end

function __coffer_amounts
    printf '%s\n' totalBalance availableBalance lockedBalance borrowed interest netBalance
    __coffer_risk_columns
end

function __coffer_column_list
    set -l done (string match -r '.*,' -- (commandline -ct | string replace -r '^--columns=' ''))
    for column in (__coffer_columns)
        string match -q "*,$column,*" -- ",$done"; or echo "$done$column"
    end
end

function __coffer_sort
    set -l reverse (string match -r '^-(?!-)' -- (commandline -ct | string replace -r '^--sort=' ''))
    printf "$reverse%s\n" (__coffer_columns)
end

complete -c coffer -f

set -l none "not __fish_seen_subcommand_from $commands"
complete -c coffer -n $none -a cash -d 'Show the cash balances'
complete -c coffer -n $none -a margin -d 'Show the margin balances'
complete -c coffer -n $none -a risk -d 'Show the margin risk profile'
complete -c coffer -n $none -a info -d 'Show what the API key is and may do'
complete -c coffer -n $none -a doctor -d 'Find out step by step what is wrong'
complete -c coffer -n $none -a login -d 'Store a key as a profile'
complete -c coffer -n $none -a profiles -d 'Show the stored profiles'
complete -c coffer -n $none -a history -d 'Show what logged balances did over time'
complete -c coffer -n $none -a sandbox -d 'Serve a practice exchange on loopback'
complete -c coffer -n $none -a help -d "Show a command's examples and options"
complete -c coffer -n $none -l version -d 'The versions of coffer and its libraries'
complete -c coffer -n '__fish_seen_subcommand_from help' -a "$commands"

set -l is "__fish_seen_subcommand_from"
set -l general "not $is help"
complete -c coffer -n $general -l color -xa 'auto always never' -d 'When to colour'
complete -c coffer -n $general -s q -l quiet -d 'No notes or warnings on stderr'
complete -c coffer -n $general -s v -l verbose -d 'Tell of each request on stderr'
complete -c coffer -n $general -s h -l help -d 'Show examples and options'

# Before the command is there, options of any command may stand.
set -l shape "$none; or $is $shaped"
complete -c coffer -n $shape -s o -l output -xa 'table json jsonl csv' -d 'The format'
complete -c coffer -n $shape -l json -d 'The same as --output json'
complete -c coffer -n $shape -l jsonl -d 'The same as --output jsonl'
complete -c coffer -n $shape -l csv -d 'The same as --output csv'
complete -c coffer -n $shape -l columns -xa '(__coffer_column_list)' -d 'These columns, in this order'
complete -c coffer -n $shape -l sort -xa '(__coffer_sort)' -d 'Sort by this column, - reverses'
complete -c coffer -n $shape -l no-headers -d 'No header line, no labels'
complete -c coffer -n $shape -l timestamp -d 'First column: when the reply was received'

set -l whom "$none; or $is $account"
set -l named "$whom; or $is login"
complete -c coffer -n $named -s p -l profile -xa '(__coffer_profiles)' -d 'The stored key to use'
complete -c coffer -n $whom -l sandbox -d 'Ask a practice exchange'
complete -c coffer -n $whom -l all-profiles -d 'Every stored key'

set -l way "$none; or $is $network"
complete -c coffer -n $way -l base-url -x -d 'The exchange'
complete -c coffer -n $way -l account-group -x -d 'The group in every private URL'
complete -c coffer -n $way -l secret-encoding -xa 'raw base64' -d 'How the secret becomes the HMAC key'
complete -c coffer -n $way -l proxy -x -d 'http://[user:password@]host[:port]'
complete -c coffer -n $way -l ca-file -rF -d 'Trust these PEM certificates only'
complete -c coffer -n $way -l ca-dir -xa '(__fish_complete_directories)' -d 'Trust this directory only'
complete -c coffer -n $way -s 4 -l ipv4 -d 'Dial IPv4 addresses only'
complete -c coffer -n $way -s 6 -l ipv6 -d 'Dial IPv6 addresses only'
complete -c coffer -n $way -l timeout -x -d 'Seconds for the whole query'
complete -c coffer -n $way -l retries -x -d 'Tries after a failure that may pass'
complete -c coffer -n $way -l no-clock-correction -d 'Never sign with a corrected time'

set -l log "$none; or $is $unattended"
complete -c coffer -n $log -l append -rF -d 'Append to a log file'
complete -c coffer -n $log -l fail-if -x -d 'Status 11 when this condition holds'
complete -c coffer -n $log -s w -l watch -d 'Repeat until interrupted'
complete -c coffer -n $log -s n -l interval -x -d 'Seconds between rounds'

set -l sums "$none; or $is $balances"
complete -c coffer -n $sums -l show-all -d 'Also assets with a zero balance'
complete -c coffer -n $sums -l total -d 'Exact sums over the profiles'

complete -c coffer -n "$none; or $is $balances history" -l where -x -d 'Only rows that this holds for'

complete -c coffer -n "$is login" -l force -d 'Overwrite a profile that exists'
complete -c coffer -n "$is login" -a '(__coffer_profiles)' -d Profile

complete -c coffer -n "$is history" -F
complete -c coffer -n "$is history" -l of -xa '(__coffer_amounts)' -d 'Follow this column'
complete -c coffer -n "$is history" -l every -xa '1h 1d 1w 1mo' -d 'The last amount of each period'
complete -c coffer -n "$is history" -l asset -x -d 'Only this asset'
complete -c coffer -n "$is history" -l since -x -d 'Not before'
complete -c coffer -n "$is history" -l until -x -d 'Not after'
complete -c coffer -n "$is history" -l plot -d 'Draw a chart for each series'

complete -c coffer -n "$is sandbox" -l port -x -d 'Serve on this port'
complete -c coffer -n "$is sandbox" -l data -rF -d 'Serve this JSON'
