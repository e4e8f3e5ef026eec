#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/option_values.hpp"
#include "app/commands/ask.hpp"
#include "app/commands/balances.hpp"
#include "app/commands/commands.hpp"
#include "app/log/last_entries.hpp"
#include "app/query/ledger.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/clock.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using std::chrono::days;

struct LedgerOptions {
  AccountKind account = AccountKind::cash;
  std::optional<TimeOrAge> since;
  std::optional<TimeOrAge> until;
};

LedgerOptions& own(Options& options) { return options.own<LedgerOptions>(); }

// What is asked of one account.
class LedgerQuestion {
 public:
  LedgerQuestion(const Options& options, AskedClient& client)
      : options_(options),
        own_(options.own<LedgerOptions>()),
        client_(client),
        now_(SystemClock().wall() + client.clock_correction()) {}

  Report answer() {
    const auto correction = client_.clock_correction();
    find_beginning();
    const auto today = std::chrono::floor<days>(now_);
    const Snapshot snapshot =
        first_snapshot(client_, own_.account, std::chrono::floor<days>(since_), today);
    // Now it is known what day today is.
    if (client_.clock_correction() != correction) return LedgerQuestion(options_, client_).answer();
    if (std::chrono::floor<days>(snapshot.time) > since_) tell_what_is_missing(snapshot);
    std::deque<LedgerEntry> entries =
        read_ledger(client_, own_.account, snapshot, until_, [&](std::size_t count, Time until) {
          const Time end = std::min(now_, until_);
          const std::string told = bar((until - since_).count(), (end - since_).count());
          client_.tell_progress(fmt::format("{} {} entries", told, count));
        });
    for (const std::string& what : disagreements(snapshot, entries)) warn(what);
    note_unknown_assets(snapshot, entries);
    report_.columns = ledger_columns();
    for (; !entries.empty(); entries.pop_front()) {
      if (is_wanted(entries.front()))
        add_rows(report_, std::move(entries.front()), own_.account, options_.view.assets);
    }
    return std::move(report_);
  }

 private:
  void find_beginning() {
    until_ = own_.until ? resolved(*own_.until, now_) : Time::max();
    since_ = own_.since ? resolved(*own_.since, now_) : std::chrono::floor<days>(now_);
    if (!options_.append || own_.since) return;
    end_ = ledger_end(*options_.append, {logged_profile(client_.profile, options_.account),
                                         fmt::format("ledger {}", name(own_.account))});
    if (end_) {
      since_ = end_->time;
    } else if (is_begun(*options_.append)) {
      since_ = std::chrono::floor<days>(now_) - days(7);  // it had nothing to write until now
    }
  }

  // A log goes on by its sequence numbers.
  bool is_wanted(const LedgerEntry& entry) const {
    return entry.time < until_ && (end_ ? entry.sn >= end_->sn : entry.time >= since_);
  }

  void tell_what_is_missing(const Snapshot& snapshot) {
    if (!end_ && options_.append && !own_.since) return;
    if (!end_) {
      warn(fmt::format("the exchange's oldest snapshot is of {}: what was before is not shown",
                       to_text(snapshot.time)));
      return;
    }
    auto last = end_->balances;
    auto first = last;
    first.clear();
    for (const SnapshotBalance& each : snapshot.balances) first[each.asset] = each.total;
    for (auto* balances : {&last, &first})
      std::erase_if(*balances, [](const auto& each) { return each.second.sign() == 0; });
    if (last == first) return;
    warn(fmt::format("{} lacks what happened between {} and {}, which the exchange has no more",
                     *options_.append, to_text(end_->time), to_text(snapshot.time)));
  }

  void note_unknown_assets(const Snapshot& snapshot, const std::deque<LedgerEntry>& entries) {
    for (const std::string& asset : options_.view.assets) {
      if (contains_ignoring_case(snapshot.balances, asset, &SnapshotBalance::asset) ||
          std::ranges::any_of(entries, [&](const LedgerEntry& entry) {
            return contains_ignoring_case(entry.changes, asset, &LedgerChange::asset);
          }))
        continue;
      report_.warnings.push_back(
          note(about(fmt::format("no balance and no change of {}", asset)), whose()));
    }
  }

  std::string about(const std::string& what) const {
    return fmt::format("{} ledger: {}", name(own_.account), what);
  }
  std::string whose() const { return options_.account.several_profiles() ? client_.profile : ""; }
  void warn(const std::string& what) { report_.warnings.push_back({about(what), {}, whose()}); }

  const Options& options_;
  const LedgerOptions own_;
  AskedClient& client_;
  const Time now_;
  Time since_;
  Time until_;
  std::optional<LedgerEnd> end_;  // of the log that is gone on with
  Report report_;
};

int run(const Context& context) {
  const Options& options = context.options;
  const auto own = options.own<LedgerOptions>();
  const Time now = SystemClock().wall();
  const Time since = own.since ? resolved(*own.since, now) : std::chrono::floor<days>(now);
  const bool goes_on = options.append && !own.since;
  if (own.until && !goes_on && resolved(*own.until, now) < since)
    refuse(own.since ? "--until is before --since"
                     : "--until is before today: give --since as well");
  const auto ask = [&](AskedClient& client) { return LedgerQuestion(options, client).answer(); };
  return ask_accounts(context, {.asks = {ask}});
}

constexpr std::array own_options{
    Option{.name = "account",
           .value = {.name = "NAME", .choices = "cash margin"},
           .help = "{} (default: cash)",
           .apply =
               [](Options& o, std::string_view v) {
                 own(o).account = v == "cash" ? AccountKind::cash : AccountKind::margin;
               }},
    since_option<LedgerOptions>(),
    until_option<LedgerOptions>(),
};

}  // namespace

constexpr Command commands::ledger{
    .name = "ledger",
    .summary = "show what changed the balances",
    .examples =
        "  coffer ledger                     every trade, fee, deposit of today\n"
        "  coffer ledger BTC --since 7d      of this asset, as far back as there is\n"
        "  coffer ledger --account margin --since 2026-01-31\n"
        "  coffer ledger --since 7d --where event==fee --csv\n"
        "  coffer ledger --append ledger.csv what the log lacks, from cron each day\n",
    .groups = {OptionGroup::report, OptionGroup::rows, OptionGroup::log, OptionGroup::account,
               OptionGroup::accounts, OptionGroup::connection},
    .options = own_options,
    .positional = named_assets,
    .columns = [](const Options*) { return ledger_columns(); },
    .log_key = "time account event asset sn",
    .run = run,
};

}  // namespace coffer::app
