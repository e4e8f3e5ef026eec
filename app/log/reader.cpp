#include "app/log/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <queue>
#include <set>
#include <utility>

#include "app/log/log_name.hpp"
#include "app/log/source.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

bool is_later(const LogSource* left, const LogSource* right) {
  return std::pair(left->entry()->time, left->index) >
         std::pair(right->entry()->time, right->index);
}

// What tells a ledger's change of an asset from others; empty for any other entry.
std::string change_of(const Entry& entry) {
  if (!entry.report.starts_with("ledger")) return {};
  return fmt::format("{} {}", entry.cell("sn"), entry.cell("event"));
}

class Reader {
 public:
  Reader(const LogFilter& filter, const std::vector<std::string>& paths, std::size_t max_slices,
         bool sorts);

  // Nothing where the rows have to be sorted, and were not.
  std::optional<History> read();

 private:
  // How often a file has a change (see change_of) at one time.
  struct Seen {
    std::string change;
    std::size_t source;
    std::size_t count = 0;
  };

  struct Followed {
    Series series;
    std::vector<Seen> seen = {};  // of the newest time
  };

  struct Cell {
    std::size_t place;
    Followed* followed;
    std::optional<Decimal> amount = {};  // of the entry that is taken; none: the newest one again
  };

  // Whose entry one is.
  struct Subject {
    Series::Name name;
    bool is_wanted;
    std::deque<Followed> followed = {};
    const LogColumns* columns = nullptr;
    std::string currency = {};     // of the values in them
    std::vector<Cell> cells = {};  // the wanted ones of these
    Subject* next = nullptr;       // the one that last came after this one
  };

  struct Reading {
    Time time;
    std::size_t source;
    Followed* followed;
    Decimal amount;
    std::string change;  // of a ledger
  };

  void take(LogSource& source);
  bool add(Reading reading);
  void note_unpriced(const Entry& entry);
  void add_kept();
  Subject& find(const Entry& entry, std::string_view profile);
  void follow(Subject& subject, const Entry& entry);

  std::optional<Period> every_;
  std::size_t max_slices_;
  bool sorts_;
  bool can_sort_ = true;
  bool must_sort_ = false;
  bool has_told_disorder_ = false;
  std::vector<std::string> warnings_;
  std::deque<LogSource> sources_;
  Wanted wanted_;
  std::deque<Subject> subjects_;
  std::map<std::array<std::string, 3>, Subject*> subjects_by_name_;
  Subject* first_subject_ = nullptr;
  Subject** next_ = &first_subject_;  // where the one is that last came after the last one
  std::vector<Reading> kept_;

  // Entries of worth that lack something: how many, the first one, and what.
  std::size_t unpriced_count_ = 0;
  Time first_unpriced_ = Time::max();
  std::set<std::string, std::less<>> unpriced_;
};

Reader::Reader(const LogFilter& filter, const std::vector<std::string>& paths,
               std::size_t max_slices, bool sorts)
    : every_(filter.every), max_slices_(max_slices), sorts_(sorts), wanted_(filter) {
  const std::vector<std::string> names = log_names(paths);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    can_sort_ = sources_.emplace_back(paths[i], names[i], i, warnings_).is_regular() && can_sort_;
  }
}

std::optional<History> Reader::read() {
  std::priority_queue<LogSource*, std::vector<LogSource*>, decltype(&is_later)> queue(is_later);
  const auto advance = [&](LogSource& source) {
    source.advance();
    if (source.entry() != nullptr) queue.push(&source);
  };
  for (LogSource& source : sources_) advance(source);
  while (!queue.empty()) {
    LogSource& source = *queue.top();
    queue.pop();
    take(source);
    if (must_sort_) return std::nullopt;
    advance(source);
  }
  add_kept();
  if (unpriced_count_ > 0) {
    warnings_.push_back(
        fmt::format("worth: {} {} no price for {}, the first at {}: their value lacks that",
                    unpriced_count_, unpriced_count_ == 1 ? "entry had" : "entries had",
                    join(unpriced_, ", "), to_text(first_unpriced_)));
  }
  wanted_.require_all();

  History history{.series = {}, .warnings = std::move(warnings_)};
  for (Subject& subject : subjects_) {
    for (Followed& followed : subject.followed) {
      if (followed.series.newest() != nullptr) history.series.push_back(std::move(followed.series));
    }
  }
  return history;
}

// Adds the wanted amounts of the entry, all or none of them.
void Reader::take(LogSource& source) {
  const Entry& entry = *source.entry();
  Subject& subject = find(entry, entry.profile.empty() ? source.profile : entry.profile);
  if (subject.columns != entry.columns || subject.currency != entry.currency())
    follow(subject, entry);
  if (!subject.is_wanted || !wanted_.has_time(entry.time)) return;
  for (Cell& cell : subject.cells) {
    const std::string_view text = entry.cells[cell.place];
    const Sample* newest = cell.followed->series.newest();
    cell.amount.reset();
    // Balances rarely change, and then there is nothing to check.
    if (text.empty() || (newest != nullptr && newest->amount.text() == text)) continue;
    // A spreadsheet that writes an exponent has rounded.
    if (text.find_first_of("eE") == std::string_view::npos) cell.amount = Decimal::parse(text);
    if (cell.amount) continue;
    return source.reject(
        fmt::format("{} is not an exact amount", entry.columns->names[cell.place]));
  }
  bool is_new = false;
  for (const Cell& cell : subject.cells) {
    if (entry.cells[cell.place].empty()) continue;
    Followed& followed = *cell.followed;
    const Decimal& amount = cell.amount ? *cell.amount : followed.series.newest()->amount;
    if (entry.columns->names[cell.place] == "cushion" && !has_cushion(entry)) continue;
    is_new = add({entry.time, source.index, &followed, amount, change_of(entry)}) || is_new;
  }
  if (is_new && entry.columns->is_worth()) note_unpriced(entry);
}

void Reader::note_unpriced(const Entry& entry) {
  const std::string_view assets = entry.cell("unpriced");
  if (assets.empty()) return;
  ++unpriced_count_;
  first_unpriced_ = std::min(first_unpriced_, entry.time);
  for (const std::string_view asset : split(assets, ' ')) unpriced_.emplace(asset);
}

// False for a copy.
bool Reader::add(Reading reading) {
  if (sorts_) {
    kept_.push_back(std::move(reading));
    return true;
  }
  auto& [series, seen] = *reading.followed;
  if (const Sample* newest = series.newest(); newest != nullptr && reading.time != newest->time) {
    seen.clear();
    if (reading.time < newest->time) {
      must_sort_ = can_sort_;
      if (!can_sort_ && !std::exchange(has_told_disorder_, true)) {
        warnings_.push_back(
            fmt::format("{}: not in order of time, and cannot be read twice: gaps are not counted",
                        sources_[reading.source].path));
      }
    }
  }
  std::size_t most = 0;
  auto own = seen.end();
  for (auto each = seen.begin(); each != seen.end(); ++each) {
    if (each->change != reading.change) continue;
    most = std::max(most, each->count);
    if (each->source == reading.source) own = each;
  }
  if (own == seen.end()) own = seen.insert(own, {std::move(reading.change), reading.source});
  if (++own->count <= most) return false;
  series.add(reading.time, reading.amount);
  return true;
}

void Reader::add_kept() {
  std::ranges::stable_sort(
      kept_, {}, [](const Reading& reading) { return std::pair(reading.time, reading.source); });
  sorts_ = false;
  for (Reading& reading : kept_) add(std::move(reading));
}

Reader::Subject& Reader::find(const Entry& entry, std::string_view profile) {
  // Entries repeat the order of the ones before.
  if (*next_ == nullptr || (*next_)->name.asset != entry.asset ||
      (*next_)->name.profile != profile || (*next_)->name.report != entry.report) {
    const Series::Name name{std::string(profile), std::string(entry.report),
                            std::string(entry.asset), ""};
    Subject*& subject = subjects_by_name_[{name.profile, name.report, name.asset}];
    if (subject == nullptr) {
      subject = &subjects_.emplace_back(
          Subject{.name = name, .is_wanted = wanted_.has_asset(entry.asset)});
    }
    *next_ = subject;
  }
  Subject& subject = **next_;
  next_ = &subject.next;
  return subject;
}

// Finds the series of the entry's cells, and of those that come after it.
void Reader::follow(Subject& subject, const Entry& entry) {
  subject.columns = entry.columns;
  subject.currency = entry.currency();
  subject.cells.clear();
  for (Wanted::Cell& cell : wanted_.cells(entry)) {
    auto known = std::ranges::find(subject.followed, cell.column, [](const Followed& followed) {
      return followed.series.name().column;
    });
    if (known == subject.followed.end()) {
      subject.name.column = cell.column;
      subject.followed.push_back({.series = Series(subject.name, max_slices_, every_)});
      known = std::prev(subject.followed.end());
    }
    subject.cells.push_back({.place = cell.place, .followed = &*known});
  }
}

}  // namespace

History read_logs(const LogFilter& filter, std::vector<std::string> paths, std::size_t max_slices) {
  std::ranges::sort(paths);  // so that their order decides nothing where they contradict each other
  if (auto history = Reader(filter, paths, max_slices, false).read()) return *std::move(history);
  return Reader(filter, paths, max_slices, true).read().value();
}

}  // namespace coffer::app
