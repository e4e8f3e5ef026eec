#include "app/log/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <queue>
#include <set>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

#include "app/log/log_name.hpp"
#include "app/log/source.hpp"
#include "coffer/error.hpp"
#include "coffer/nearest.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

bool is_later(const LogSource* left, const LogSource* right) {
  return std::tie(left->entry()->time, left->path) > std::tie(right->entry()->time, right->path);
}

// What tells a ledger's change of an asset from others; empty for any other entry.
std::string change_of(const Entry& entry) {
  if (!entry.report.starts_with("ledger")) return {};
  return fmt::format("{} {}", entry.cell("sn"), entry.cell("event"));
}

// The column that is followed where none is named; of a risk log each is.
std::string_view usual_column(const LogColumns& columns) {
  if (columns.is_worth()) return "value";
  return columns.usual_report == "ledger" ? "balance" : "totalBalance";
}

// Whether --of means this column, "totalBalance" or "value USDT", of which "value" is enough.
bool means(std::string_view given, std::string_view column) {
  return equal_ignoring_case(given, column) ||
         equal_ignoring_case(given, column.substr(0, column.find(' ')));
}

class Reader {
 public:
  // With `sorts`, the rows of a file may come in any order.
  Reader(const LogFilter& filter, const std::vector<std::string>& paths, std::size_t max_slices,
         bool sorts);

  History read();

  // A file whose rows are not in order of time, and were not sorted; empty where each one's are.
  const std::string& disordered() const { return disordered_; }

 private:
  struct Followed {
    Series series;
    // The changes (see change_of) at the newest time, each with the first file that has it.
    std::map<std::string, const LogSource*> seen = {};
  };

  // What an entry is about: asset, profile, report and currency, with a NUL between them, and the
  // columns that it has.
  using Subject = std::pair<std::string, const LogColumns*>;

  // A wanted cell of the entries about one subject.
  struct Cell {
    std::size_t place;
    Followed* followed;
  };

  struct Reading {
    Followed* followed;
    Sample sample;
    const LogSource* source;
    std::string change;
  };

  void take(LogSource& source);
  bool add(const Reading& reading);
  const std::vector<Cell>& cells_of(const Entry& entry, std::string_view profile);
  std::vector<Cell> wanted_cells(const Entry& entry, std::string_view profile);
  void note_unpriced(const Entry& entry);
  void require_all() const;

  const LogFilter& filter_;
  std::size_t max_slices_;
  bool sorts_;
  std::vector<std::string> warnings_;
  std::deque<LogSource> sources_;
  std::deque<Followed> followed_;
  std::map<Series::Name, Followed*> followed_by_name_;
  std::map<Subject, std::vector<Cell>> cells_;
  std::vector<Reading> readings_;  // of one entry
  std::vector<Reading> kept_;      // to be sorted
  std::string disordered_;

  // What the logs have, wanted or not.
  std::set<std::string> amounts_;
  std::set<std::string, std::less<>> assets_;
  std::string_view usual_column_;
  bool has_wanted_column_ = false;

  // Entries of worth that lack something: how many, the first one, and what.
  std::size_t unpriced_count_ = 0;
  Time first_unpriced_ = Time::max();
  std::set<std::string, std::less<>> unpriced_;
};

Reader::Reader(const LogFilter& filter, const std::vector<std::string>& paths,
               std::size_t max_slices, bool sorts)
    : filter_(filter), max_slices_(max_slices), sorts_(sorts) {
  const std::vector<std::string> names = log_names(paths);
  for (std::size_t i = 0; i < paths.size(); ++i)
    sources_.emplace_back(paths[i], names[i], warnings_);
}

History Reader::read() {
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
    advance(source);
  }
  std::ranges::stable_sort(kept_, {}, [](const Reading& reading) {
    return std::tie(reading.sample.time, reading.source->path);
  });
  for (const Reading& reading : kept_) add(reading);
  if (unpriced_count_ > 0) {
    warnings_.push_back(
        fmt::format("worth: {} {} no price for {}, the first at {}: their value lacks that",
                    unpriced_count_, unpriced_count_ == 1 ? "entry had" : "entries had",
                    join(unpriced_, ", "), to_text(first_unpriced_)));
  }
  require_all();

  History history{.series = {}, .warnings = std::move(warnings_)};
  for (Followed& followed : followed_) {
    if (followed.series.newest()) history.series.push_back(std::move(followed.series));
  }
  return history;
}

// Adds the wanted amounts of the entry, all or none of them.
void Reader::take(LogSource& source) {
  const Entry& entry = *source.entry();
  const auto& cells = cells_of(entry, entry.profile.empty() ? source.profile : entry.profile);
  if ((filter_.since && entry.time < *filter_.since) ||
      (filter_.until && entry.time >= *filter_.until))
    return;
  readings_.clear();
  const std::string change = change_of(entry);
  for (const Cell& cell : cells) {
    const std::string_view text = entry.cells[cell.place];
    const std::string& column = entry.columns->names[cell.place];
    if (text.empty()) continue;
    // A spreadsheet that writes an exponent has rounded.
    const bool is_rounded = text.find_first_of("eE") != std::string_view::npos;
    const auto amount = is_rounded ? std::nullopt : Decimal::parse(text);
    if (!amount) return source.reject(fmt::format("{} is not an exact amount", column));
    if (column == "cushion" && !has_cushion(entry)) continue;
    readings_.push_back({cell.followed, {entry.time, *amount}, &source, change});
  }
  bool is_new = false;
  for (Reading& reading : readings_) {
    if (sorts_) {
      kept_.push_back(std::move(reading));
      is_new = true;
    } else {
      is_new = add(reading) || is_new;
    }
  }
  if (is_new && entry.columns->is_worth()) note_unpriced(entry);
}

// False for a copy.
bool Reader::add(const Reading& reading) {
  auto& [series, seen] = *reading.followed;
  const std::optional<Time> newest = series.newest();
  if (newest != reading.sample.time) seen.clear();
  if (newest && reading.sample.time < *newest) disordered_ = reading.source->path;
  const auto [first, is_new] = seen.try_emplace(reading.change, reading.source);
  if (!is_new && first->second != reading.source) return false;
  series.add(reading.sample);
  return true;
}

const std::vector<Reader::Cell>& Reader::cells_of(const Entry& entry, std::string_view profile) {
  const std::array names{entry.asset, profile, entry.report, entry.currency()};
  const auto [known, is_new] =
      cells_.try_emplace({join(names, std::string_view("\0", 1)), entry.columns});
  if (is_new) known->second = wanted_cells(entry, profile);
  return known->second;
}

std::vector<Reader::Cell> Reader::wanted_cells(const Entry& entry, std::string_view profile) {
  const LogColumns& columns = *entry.columns;
  const bool is_asset_wanted =
      filter_.assets.empty() || contains_ignoring_case(filter_.assets, entry.asset);
  assets_.emplace(entry.asset);
  usual_column_ = usual_column(columns);
  Series::Name name{std::string(profile), std::string(entry.report), std::string(entry.asset), ""};
  std::vector<Cell> cells;
  for (std::size_t place = 0; place < columns.names.size(); ++place) {
    const std::string& column = columns.names[place];
    if (is_no_amount(column) || columns.find(column) != place) continue;
    name.column = column;
    if (is_value(column) && !entry.currency().empty())
      name.column.append(" ").append(entry.currency());
    amounts_.insert(name.column);
    const bool is_wanted = filter_.columns.empty()
                               ? (columns.asset ? column == usual_column_ : is_risk_amount(column))
                               : std::ranges::any_of(filter_.columns, [&](std::string_view given) {
                                   return means(given, name.column);
                                 });
    has_wanted_column_ = has_wanted_column_ || is_wanted;
    if (!is_wanted || !is_asset_wanted) continue;
    Followed*& followed = followed_by_name_[name];
    if (followed == nullptr)
      followed = &followed_.emplace_back(Followed{Series(name, max_slices_, filter_.every)});
    cells.push_back({place, followed});
  }
  return cells;
}

void Reader::note_unpriced(const Entry& entry) {
  const std::string_view assets = entry.cell("unpriced");
  if (assets.empty()) return;
  ++unpriced_count_;
  first_unpriced_ = std::min(first_unpriced_, entry.time);
  for (const std::string_view asset : split(assets, ' ')) unpriced_.emplace(asset);
}

// Throws where a column or an asset that is wanted is in no log.
void Reader::require_all() const {
  std::vector<std::string_view> missing(filter_.columns.begin(), filter_.columns.end());
  if (!has_wanted_column_) missing.push_back(usual_column_);
  std::erase_if(missing, [&](std::string_view given) {
    return std::ranges::any_of(amounts_,
                               [&](std::string_view column) { return means(given, column); });
  });
  if (!missing.empty() && !amounts_.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("no log has a column '{}' of amounts", missing.front()),
                fmt::format("--of takes one of {}", join(amounts_, ", ")));
  }
  for (const std::string& wanted : filter_.assets) {
    if (contains_ignoring_case(assets_, wanted)) continue;
    throw Error(ErrorKind::rejected, fmt::format("no log has an asset {}", wanted),
                suggestion(wanted, std::vector<std::string_view>(assets_.begin(), assets_.end())));
  }
}

}  // namespace

History read_logs(const LogFilter& filter, std::vector<std::string> paths, std::size_t max_slices) {
  std::ranges::sort(paths);  // so that their order decides nothing where they contradict each other
  Reader reader(filter, paths, max_slices, false);
  History history = reader.read();
  if (reader.disordered().empty()) return history;
  const bool are_files = std::ranges::all_of(paths, [](const std::string& path) {
    std::error_code ignored;
    return path != "-" && std::filesystem::is_regular_file(path, ignored);
  });
  if (are_files) return Reader(filter, paths, max_slices, true).read();
  history.warnings.push_back(
      fmt::format("{}: not in order of time, and cannot be read twice: gaps are not counted",
                  reader.disordered()));
  return history;
}

}  // namespace coffer::app
