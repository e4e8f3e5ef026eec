#include <fmt/format.h>

#include <array>
#include <set>
#include <string>

#include "app/accounts/credentials.hpp"
#include "app/cli/option.hpp"
#include "app/cli/option_values.hpp"
#include "app/cli/options.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;
using enum OptionGroup;
using Text = std::string_view;

void require_one_account(const Options& options, std::string_view option) {
  if (!options.account.several_profiles()) return;
  refuse(fmt::format("--{} cannot be used with several profiles", option));
}

ColorMode to_color(Text text) {
  if (text == "auto") return ColorMode::automatic;
  return text == "always" ? ColorMode::always : ColorMode::never;
}

constexpr std::array options{
    Option{.name = "output",
           .short_name = 'o',
           .value = {.name = "FORMAT", .choices = formats::names},
           .group = report,
           .help = "{} (default: COFFER_OUTPUT, else table)",
           .apply = [](Options& o, Text v) { o.format = formats::find(v); }},
    Option{.name = "json",
           .group = report,
           .help = "the same as --output json",
           .apply = [](Options& o, Text) { o.format = &formats::json; }},
    Option{.name = "jsonl",
           .group = report,
           .help = "the same as --output jsonl",
           .apply = [](Options& o, Text) { o.format = &formats::jsonl; }},
    Option{.name = "csv",
           .group = report,
           .help = "the same as --output csv",
           .apply = [](Options& o, Text) { o.format = &formats::csv; }},
    Option{.name = "columns",
           .value = {.name = "A,B,...", .completion = Completion::columns},
           .group = report,
           .help = "these columns in this order, by key or heading",
           .apply =
               [](Options& o, Text v) {
                 const auto names = split(v, ',');
                 o.view.columns.assign(names.begin(), names.end());
               }},
    Option{.name = "where",
           .value = {.name = "CONDITION"},
           .group = rows,
           .help = "only rows for which COLUMN OP VALUE holds; repeatable",
           .apply =
               [](Options& o, Text v) {
                 o.view.where.push_back(required(
                     parse_where(v), "where",
                     "expected COLUMN OP VALUE, such as 'totalBalance>=1' or 'asset!=USDT'"));
               }},
    Option{.name = "sort",
           .value = {.name = "[-]COLUMN", .completion = Completion::sorted_column},
           .group = report,
           .help = "sort by this column, by exact value or text; - reverses",
           .apply =
               [](Options& o, Text v) {
                 const bool descending = v.starts_with('-');
                 o.view.sort = Sort{std::string(v.substr(descending ? 1 : 0)), descending};
               }},
    Option{.name = "no-headers",
           .group = report,
           .help = "no header line, no labels",
           .apply = [](Options& o, Text) { o.view.headers = false; }},
    Option{.name = "timestamp",
           .group = report,
           .help = "first column: when the data was received (UTC)",
           .apply = [](Options& o, Text) { o.view.timestamp = true; }},

    Option{.name = "profile",
           .short_name = 'p',
           .value = {.name = "NAME", .completion = Completion::profile},
           .group = account,
           .help = "profile to use: a name, or a path with a '/'; repeatable, except for login",
           .apply = [](Options& o, Text v) { o.account.profiles.push_back(to_profile(v)); },
           .check =
               [](const Options& o) {
                 const auto& profiles = o.account.profiles;
                 if (std::set(profiles.begin(), profiles.end()).size() < profiles.size())
                   refuse("--profile names the same profile twice");
               }},
    Option{.name = "all-profiles",
           .group = accounts,
           .help = "every stored profile, by name",
           .apply = [](Options& o, Text) { o.account.all_profiles = true; },
           .excludes = "profile"},
    Option{.name = "sandbox",
           .group = accounts,
           .help = "ask a practice exchange: no key, no network",
           .apply = [](Options& o, Text) { o.account.sandbox = true; },
           .excludes = "profile all-profiles base-url"},
    Option{.name = "base-url",
           .value = {.name = "URL"},
           .group = account,
           .help = "the exchange (default: https://ascendex.com)",
           .apply =
               [](Options& o, Text v) {
                 o.account.base_url = parse_base_url(v, ErrorKind::usage, "--base-url");
               }},
    Option{.name = "account-group",
           .value = {.name = "N"},
           .group = account,
           .help = "the group in every private URL (default: asked once, remembered)",
           .apply =
               [](Options& o, Text v) {
                 o.account.account_group = required(to_group(v), "account-group", group_rule);
               },
           .check = [](const Options& o) { require_one_account(o, "account-group"); }},
    Option{.name = "secret-encoding",
           .value = {.name = "NAME", .choices = "raw base64"},
           .group = account,
           .help = "{}: how the secret becomes the HMAC key (default: raw)",
           .apply = [](Options& o, Text v) { o.account.secret_encoding = to_encoding(v); },
           .check = [](const Options& o) { require_one_account(o, "secret-encoding"); }},

    Option{
        .name = "timeout",
        .value = {.name = "SECONDS"},
        .group = connection,
        .help = "limit for the whole query (ledger: each page), retries included (default: 10)",
        .apply = [](Options& o, Text v) { o.connection.timeout = to_duration(v, "timeout", 1ms); }},
    Option{.name = "retries",
           .value = {.name = "N"},
           .group = connection,
           .help = "how often to retry after a temporary failure (default: 2)",
           .apply = [](Options& o,
                       Text v) { o.connection.retries = to_integer(v, 0, 100, "retries"); }},
    Option{.name = "no-clock-correction",
           .group = connection,
           .help = "do not correct for a wrong local clock",
           .apply = [](Options& o, Text) { o.connection.clock_correction = false; }},
    Option{.name = "ca-file",
           .value = {.name = "FILE", .completion = Completion::file},
           .group = connection,
           .help = "trust these PEM certificates instead of the system's",
           .apply = [](Options& o, Text v) { o.connection.ca_file = v; }},
    Option{.name = "ca-dir",
           .value = {.name = "DIR", .completion = Completion::directory},
           .group = connection,
           .help = "trust this hashed directory, or several, joined by ':'",
           .apply = [](Options& o, Text v) { o.connection.ca_directory = v; }},
    Option{.name = "proxy",
           .value = {.name = "URL", .may_be_empty = true},
           .group = connection,
           .help = "http://[USER:PASSWORD@]HOST[:PORT] (default: https_proxy, all_proxy)",
           .apply = [](Options& o, Text v) { o.connection.proxy = v; }},
    Option{.name = "ipv4",
           .short_name = '4',
           .group = connection,
           .help = "dial IPv4 addresses only",
           .apply = [](Options& o, Text) { o.connection.family = AddressFamily::ipv4; }},
    Option{.name = "ipv6",
           .short_name = '6',
           .group = connection,
           .help = "dial IPv6 addresses only",
           .apply = [](Options& o, Text) { o.connection.family = AddressFamily::ipv6; },
           .excludes = "ipv4"},

    Option{.name = "append",
           .value = {.name = "FILE", .completion = Completion::file},
           .group = log,
           .help = "append to a log file instead of printing: .jsonl, else csv",
           .apply = [](Options& o, Text v) { o.append = v; },
           .check =
               [](const Options& o) {
                 if (o.format != nullptr && !o.format->is_log)
                   refuse("--append: a log is csv or jsonl");
                 if (*o.append == "-") refuse("--append needs a file, not standard output");
                 if (o.append->ends_with(".gz"))
                   refuse("--append: a log cannot be compressed (.gz)");
               },
           .excludes = "no-headers"},
    Option{.name = "fail-if",
           .value = {.name = "CONDITION"},
           .group = conditions,
           .help = "status 11 if [ASSET.]COLUMN OP NUMBER holds (ASSET: cash, margin); repeatable",
           .apply =
               [](Options& o, Text v) {
                 o.view.conditions.push_back(required(
                     parse_condition(v), "fail-if",
                     "expected [ASSET.]COLUMN OP NUMBER, such as 'USDT.availableBalance<500'"));
               }},
    Option{.name = "watch",
           .short_name = 'w',
           .group = watch,
           .help = "repeat until interrupted; a terminal is redrawn in place",
           .apply = [](Options& o, Text) { o.watch = true; }},
    Option{.name = "interval",
           .short_name = 'n',
           .value = {.name = "SECONDS"},
           .group = watch,
           .help = "from one round of --watch to the next (default: 5, least: 1)",
           .apply = [](Options& o, Text v) { o.interval = to_duration(v, "interval", 1s); },
           .check =
               [](const Options& o) {
                 if (!o.watch) refuse("--interval needs --watch");
               }},

    Option{.name = "color",
           .value = {.name = "WHEN", .choices = "auto always never"},
           .group = general,
           .help = "{} (default: auto, which respects NO_COLOR)",
           .apply = [](Options& o, Text v) { o.terminal.color = to_color(v); }},
    Option{.name = "quiet",
           .short_name = 'q',
           .group = general,
           .help = "no notes or warnings on stderr, errors and conditions only",
           .apply = [](Options& o, Text) { o.terminal.quiet = true; }},
    Option{.name = "verbose",
           .short_name = 'v',
           .group = general,
           .help = "on stderr: each request, its status and timing",
           .apply = [](Options& o, Text) { o.terminal.verbose = true; }},
    Option{.name = "help",
           .short_name = 'h',
           .group = general,
           .help = "examples, options and columns"},
    Option{.name = "version", .group = general, .help = "the versions of coffer and its libraries"},
};

}  // namespace

std::span<const Option> common_options() { return options; }

std::string_view heading(OptionGroup group) {
  constexpr Text logs = "Logs, conditions and watching";
  constexpr std::array<Text, 10> headings{"Options", "Output",  "Output",  logs,         logs,
                                          logs,      "Account", "Account", "Connection", "General"};
  return headings.at(static_cast<std::size_t>(group));
}

}  // namespace coffer::app
