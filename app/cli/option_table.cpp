#include "app/cli/option_table.hpp"

#include <array>
#include <limits>

#include "app/cli/option_values.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr CommandSet balances = set_of(Command::cash) | set_of(Command::margin);
constexpr CommandSet accounts = balances | set_of(Command::risk);
constexpr CommandSet queries = accounts | set_of(Command::info);
constexpr CommandSet asking = queries | set_of(Command::doctor);
constexpr CommandSet login = set_of(Command::login);
constexpr CommandSet requests = asking | login;
constexpr CommandSet history = set_of(Command::history);
constexpr CommandSet reports = asking | set_of(Command::profiles) | history;
constexpr CommandSet sandbox = set_of(Command::sandbox);
constexpr CommandSet all = reports | login | sandbox;

constexpr int unbounded = std::numeric_limits<int>::max();
using Text = std::string_view;

constexpr std::array commands{
    CommandEntry{Command::cash, "cash", " [ASSET...]", "show the cash balances",
                 "  coffer cash                       every asset with a balance\n"
                 "  coffer cash BTC USDT              these assets, also when they are zero\n"
                 "  coffer cash --sort -totalBalance  the largest number first\n"
                 "  coffer cash --fail-if 'USDT.availableBalance<500'\n"
                 "  coffer cash --append cash.csv     one more entry in a log\n"
                 "  coffer cash --watch               the table, redrawn every 5 seconds\n"
                 "  coffer cash -p main -p sub1       two accounts, row by row\n"
                 "  coffer cash --all-profiles --total\n"
                 "  coffer --sandbox cash             try it: no key, no network\n"},
    CommandEntry{Command::margin, "margin", " [ASSET...]", "show the margin balances",
                 "  coffer margin                     every asset with a balance or a debt\n"
                 "  coffer margin USDT                this asset, also when it is zero\n"
                 "  coffer margin --columns asset,netBalance --csv\n"
                 "  coffer --sandbox margin           try it: no key, no network\n"},
    CommandEntry{Command::risk, "risk", "", "show the margin risk profile",
                 "  coffer risk                       the margin account as a whole, in USDT\n"
                 "  coffer risk --json                for a script\n"
                 "  coffer risk --fail-if 'currentLeverage>=5'\n"
                 "  coffer risk --columns currentLeverage --no-headers --csv\n"
                 "  coffer --sandbox risk             try it: no key, no network\n"},
    CommandEntry{Command::info, "info", "",
                 "show the API key's account group, permissions, expiry and addresses",
                 "  coffer info                       what this key is and may do\n"
                 "  coffer info --columns accountGroup --no-headers --csv\n"
                 "  coffer --sandbox info             try it: no key, no network\n"},
    CommandEntry{Command::doctor, "doctor", "", "find out step by step what is wrong",
                 "  coffer doctor                     what works, what does not, what to do\n"
                 "  coffer doctor --json              for a script\n"
                 "  coffer doctor -v                  names the key's user and accounts as well\n"
                 "  coffer --sandbox doctor           try it: no key, no network\n"},
    CommandEntry{Command::login, "login", " [PROFILE]",
                 "prove an API key and store it as a profile",
                 "  coffer login                      asks for key and secret, stores \"default\"\n"
                 "  coffer login sub1                 stores the profile \"sub1\"\n"
                 "  coffer login main --force         replaces \"main\", say after a new key\n"
                 "  pass show exchange | coffer login main  reads two lines: key, secret\n"},
    CommandEntry{Command::profiles, "profiles", "", "list the stored profiles, keys masked",
                 "  coffer profiles                   what is stored, and where each secret is\n"
                 "  coffer profiles --columns name --no-headers --csv\n"},
    CommandEntry{
        Command::history, "history", " FILE...", "show what logged balances did over time",
        "  coffer history balances.csv       each asset: first, last, least, greatest, trend\n"
        "  coffer history *.csv --columns asset,last,change,trend\n"
        "  coffer history balances.csv --asset BTC --since 7d --plot\n"
        "  coffer history margin.jsonl --of borrowed --until 2026-02-01 --json\n"
        "  zcat balances.csv.*.gz | coffer history -\n"},
    CommandEntry{Command::sandbox, "sandbox", "",
                 "serve a practice exchange on loopback until interrupted",
                 "  coffer sandbox                    prints the variables that point at it\n"
                 "  coffer sandbox --port 8080 --data balances.json\n"},
};

constexpr std::array options{
    OptionEntry{"output", 'o', "FORMAT", reports,
                "table, json, jsonl or csv (default: COFFER_OUTPUT, else table)",
                [](Options& o, Text v) { o.format = &required_format(v); }},
    OptionEntry{"json", 0, "", reports, "the same as --output json",
                [](Options& o, Text) { o.format = &formats::json; }},
    OptionEntry{"jsonl", 0, "", reports, "the same as --output jsonl",
                [](Options& o, Text) { o.format = &formats::jsonl; }},
    OptionEntry{"csv", 0, "", reports, "the same as --output csv",
                [](Options& o, Text) { o.format = &formats::csv; }},
    OptionEntry{"columns", 0, "A,B,...", reports, "these columns in this order, by key or heading",
                [](Options& o, Text v) { o.view.columns = to_list(v, "columns"); }},
    OptionEntry{"sort", 0, "[-]COLUMN", reports,
                "by exact value or text, - reverses (default: as the exchange sends)",
                [](Options& o, Text v) { o.view.sort = to_sort(v); }},
    OptionEntry{"no-headers", 0, "", reports, "no header line, no labels",
                [](Options& o, Text) { o.view.headers = false; }},
    OptionEntry{"timestamp", 0, "", reports, "first column: when the reply was received (UTC)",
                [](Options& o, Text) { o.view.timestamp = true; }},
    OptionEntry{"show-all", 0, "", balances, "also assets with a zero balance",
                [](Options& o, Text) { o.show_all = true; }},
    OptionEntry{"fail-if", 0, "CONDITION", accounts,
                "status 11 when [ASSET.]COLUMN OP NUMBER holds; repeatable",
                [](Options& o, Text v) { o.view.conditions.push_back(to_condition(v)); }},
    OptionEntry{"watch", 'w', "", accounts, "repeat until interrupted, on a terminal in place",
                [](Options& o, Text) { o.watch = true; }},
    OptionEntry{"interval", 'n', "SECONDS", accounts,
                "from one round of --watch to the next (default: 5, least: 1)",
                [](Options& o, Text v) { o.interval = to_duration(v, "interval", 1s); }},
    OptionEntry{"append", 0, "FILE", accounts,
                "append to a log file instead of printing: .jsonl, else csv",
                [](Options& o, Text v) { o.append = to_path(v, "append"); }},
    OptionEntry{"color", 0, "WHEN", all,
                "auto, always or never (default: auto, which heeds NO_COLOR)",
                [](Options& o, Text v) { o.terminal.color = to_color(v); }},
    OptionEntry{"sandbox", 0, "", asking, "ask a practice exchange: no key, no network",
                [](Options& o, Text) { o.account.sandbox = true; }},
    OptionEntry{"profile", 'p', "NAME", requests,
                "a stored key, by name or path (with a '/'); reports take several",
                [](Options& o, Text v) { o.account.profiles.push_back(to_profile(v)); }},
    OptionEntry{"all-profiles", 0, "", asking, "every stored profile, by name",
                [](Options& o, Text) { o.account.all_profiles = true; }},
    OptionEntry{"total", 0, "", balances, "one row an asset: the sum over several profiles",
                [](Options& o, Text) { o.account.total = true; }},
    OptionEntry{"base-url", 0, "URL", requests, "the exchange (default: https://ascendex.com)",
                [](Options& o, Text v) { o.account.base_url = v; }},
    OptionEntry{"account-group", 0, "N", requests,
                "the group in every private URL (default: asked once, remembered)",
                [](Options& o, Text v) {
                  o.account.account_group = to_integer(v, 0, unbounded, "account-group");
                }},
    OptionEntry{"secret-encoding", 0, "NAME", requests,
                "raw or base64: how the secret becomes the HMAC key (default: raw)",
                [](Options& o, Text v) { o.account.secret_encoding = required_encoding(v); }},
    OptionEntry{"ca-file", 0, "FILE", requests,
                "trust these PEM certificates instead of the system's",
                [](Options& o, Text v) { o.connection.ca_file = to_path(v, "ca-file"); }},
    OptionEntry{"ca-dir", 0, "DIR", requests,
                "trust this hashed directory, or several, joined by ':'",
                [](Options& o, Text v) { o.connection.ca_directory = to_path(v, "ca-dir"); }},
    OptionEntry{"proxy", 0, "URL", requests,
                "http://[USER:PASSWORD@]HOST[:PORT] (default: https_proxy, all_proxy)",
                [](Options& o, Text v) { o.connection.proxy = v; }},
    OptionEntry{"ipv4", '4', "", requests, "dial IPv4 addresses only",
                [](Options& o, Text) { o.connection.family = AddressFamily::ipv4; }},
    OptionEntry{"ipv6", '6', "", requests, "dial IPv6 addresses only",
                [](Options& o, Text) { o.connection.family = AddressFamily::ipv6; }},
    OptionEntry{"timeout", 0, "SECONDS", requests,
                "bounds the whole query, retries included (default: 10)",
                [](Options& o, Text v) { o.connection.timeout = to_duration(v, "timeout", 1ms); }},
    OptionEntry{
        "retries", 0, "N", requests, "tries after a failure that may pass (default: 2)",
        [](Options& o, Text v) { o.connection.retries = to_integer(v, 0, 100, "retries"); }},
    OptionEntry{"no-clock-correction", 0, "", requests,
                "never sign by the exchange's clock when this machine's is wrong",
                [](Options& o, Text) { o.connection.clock_correction = false; }},
    OptionEntry{"force", 0, "", login, "replace the profile where it is there already",
                [](Options& o, Text) { o.force = true; }},
    OptionEntry{"of", 0, "COLUMN", history,
                "the amount to follow (default: totalBalance; of a risk log, each)",
                [](Options& o, Text v) { o.of = to_name(v, "of", "expected a column name"); }},
    OptionEntry{"asset", 0, "CODE", history, "only this asset; may be given several times",
                [](Options& o, Text v) {
                  o.assets.push_back(to_name(v, "asset", "expected an asset code"));
                }},
    OptionEntry{"since", 0, "TIME", history,
                "from then on: RFC 3339, a date (start in UTC) or an age (24h, 7d)",
                [](Options& o, Text v) { o.since = to_moment(v, "since"); }},
    OptionEntry{"until", 0, "TIME", history, "before then, given in the same ways",
                [](Options& o, Text v) { o.until = to_moment(v, "until"); }},
    OptionEntry{"plot", 0, "", history, "draw a chart of each series instead",
                [](Options& o, Text) { o.plot = true; }},
    OptionEntry{"port", 0, "N", sandbox, "serve on this port (default: any free one)",
                [](Options& o, Text v) { o.port = to_integer(v, 1, 65535, "port"); }},
    OptionEntry{"data", 0, "FILE", sandbox,
                "serve this JSON: {\"cash\": [...], \"margin\": [...], \"risk\": {...}}",
                [](Options& o, Text v) { o.data_file = to_path(v, "data"); }},
    OptionEntry{"quiet", 'q', "", all, "no notes or warnings on stderr, errors only",
                [](Options& o, Text) { o.terminal.quiet = true; }},
    OptionEntry{"verbose", 'v', "", all,
                "on stderr: each request, its status and where its time went",
                [](Options& o, Text) { o.terminal.verbose = true; }},
};

}  // namespace

std::span<const CommandEntry> command_table() { return commands; }

std::span<const OptionEntry> option_table() { return options; }

}  // namespace coffer::app
