#include "app/log/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

#include "app/log/log_name.hpp"
#include "app/log/source.hpp"
#include "app/output/view.hpp"
#include "coffer/account.hpp"
#include "coffer/error.hpp"
#include "coffer/nearest.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

bool is_later(const LogSource* left, const LogSource* right) {
  return std::pair(left->entry()->time, left->index()) >
         std::pair(right->entry()->time, right->index());
}

// Whether the cushion that a line of the risk report has is one.
bool has_cushion(const Entry& entry, const Decimal& cushion) {
  if (cushion.sign() >= 0) return true;
  const auto amount = [&](std::string_view column) {
    return Decimal::parse(entry.cell(column)).value_or(Decimal());
  };
  MarginRisk risk;
  risk.cushion = cushion;
  risk.borrowed = amount("totalBorrowedInUSDT");
  risk.interest = amount("totalInterestInUSDT");
  return cushion_applies(risk);
}

// What tells a ledger's change of an asset from others; empty for any other entry.
std::string change_of(const Entry& entry) {
  const LogColumns& columns = *entry.columns;
  if (!columns.sn || !columns.event) return {};
  return fmt::format("{} {}", entry.cells[*columns.sn], entry.cells[*columns.event]);
}

class Reader {
 public:
  Reader(const LogFilter& filter, const std::vector<std::string>& paths, std::size_t max_slices,
         bool sorts);

  // Nothing where the rows have to be sorted, and were not.
  std::optional<History> read();

 private:
  struct Followed {
    Series series;
    std::size_t source;                // of the newest reading
    std::vector<std::string> changes;  // of a ledger: what was read of the newest time
  };

  // Whose entry one is.
  struct Subject {
    std::string profile;
    std::string report;
    std::string asset;
    bool selected;
    std::vector<Followed*> all = {};
    const LogColumns* columns = nullptr;
    std::string currency = {};             // of the values in them
    std::vector<Followed*> followed = {};  // one for each wanted cell of these; null: not this time
    Subject* next = nullptr;               // the one that last came after this one
  };

  // Entries of worth that lack something.
  struct Unpriced {
    std::size_t count = 0;
    Time first = Time::max();
    std::set<std::string, std::less<>> assets = {};
  };

  struct KeptReading {
    Time time;
    Followed* followed;
    std::size_t source;
    Decimal amount;
    std::string change;
  };

  void take(LogSource& source);
  bool add(Followed& followed, Time time, const Decimal& amount, std::size_t source,
           std::string change);
  void note_unpriced(const Entry& entry);
  void tell_unpriced();
  void tell_disorder(const LogSource& source);
  void add_kept();

  const std::vector<std::size_t>& wanted(const LogColumns& columns);
  bool is_wanted(const LogColumns& columns, std::size_t place);
  Subject& find(const Entry& entry, std::string_view profile);
  void follow(Subject& subject, const Entry& entry, const std::vector<std::size_t>& places);
  Followed& followed(Subject& subject, const std::string& column);
  void require_columns() const;
  void require_assets() const;

  const LogFilter& filter_;
  std::size_t max_slices_;
  bool sorts_;
  bool can_sort_ = true;
  bool must_sort_ = false;
  std::vector<std::string> warnings_;
  std::deque<LogSource> sources_;
  std::vector<bool> is_unordered_;  // of the sources

  std::unordered_map<const LogColumns*, std::vector<std::size_t>> wanted_;
  const LogColumns* last_columns_ = nullptr;
  const std::vector<std::size_t>* last_wanted_ = nullptr;
  std::vector<std::string> passed_over_;  // columns that were not wanted
  std::vector<bool> column_found_;
  bool default_found_ = false;

  std::deque<Subject> subjects_;
  std::unordered_map<std::string, Subject*> subjects_by_name_;
  Subject* last_subject_ = nullptr;
  std::deque<Followed> followed_;
  std::vector<std::optional<Decimal>> amounts_;  // of the entry that is taken
  std::vector<KeptReading> kept_;
  Unpriced unpriced_;
};

Reader::Reader(const LogFilter& filter, const std::vector<std::string>& paths,
               std::size_t max_slices, bool sorts)
    : filter_(filter),
      max_slices_(max_slices),
      sorts_(sorts),
      is_unordered_(paths.size()),
      column_found_(filter.columns.size()) {
  const std::vector<std::string> names = log_names(paths);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    can_sort_ = sources_.emplace_back(paths[i], names[i], i, warnings_).is_regular() && can_sort_;
  }
}

std::optional<History> Reader::read() {
  std::vector<LogSource*> heap;
  const auto keep = [&](LogSource& source) {
    if (source.entry() == nullptr) return;
    heap.push_back(&source);
    std::ranges::push_heap(heap, is_later);
  };
  for (LogSource& source : sources_) {
    source.advance();
    keep(source);
  }
  while (!heap.empty()) {
    std::ranges::pop_heap(heap, is_later);
    LogSource& source = *heap.back();
    heap.pop_back();
    do {
      take(source);
      if (must_sort_) return std::nullopt;
      source.advance();
    } while (source.entry() != nullptr && (heap.empty() || !is_later(&source, heap.front())));
    keep(source);
  }
  add_kept();
  tell_unpriced();
  require_columns();
  require_assets();

  History history{.series = {}, .warnings = std::move(warnings_)};
  for (Followed& followed : followed_) {
    if (followed.series.newest() != nullptr) history.series.push_back(std::move(followed.series));
  }
  return history;
}

// Adds the wanted amounts of the entry, all or none of them.
void Reader::take(LogSource& source) {
  const Entry& entry = *source.entry();
  const std::vector<std::size_t>& places = wanted(*entry.columns);
  Subject& subject = find(entry, entry.profile.empty() ? source.profile() : entry.profile);
  if (!subject.selected || (filter_.since && entry.time < *filter_.since) ||
      (filter_.until && entry.time >= *filter_.until)) {
    source.accept();
    return;
  }
  follow(subject, entry, places);
  amounts_.resize(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (subject.followed[i] == nullptr) continue;
    const std::string_view text = entry.cells[places[i]];
    const Sample* newest = subject.followed[i]->series.newest();
    amounts_[i].reset();
    // Balances rarely change, and then there is nothing to check.
    if (text.empty() || (newest != nullptr && newest->amount.text() == text)) continue;
    const std::size_t exponent = text.find_first_of("eE");
    const bool has_exponent =
        exponent != std::string_view::npos && exponent > 0 && is_digit(text[exponent - 1]);
    if (!has_exponent) amounts_[i] = Decimal::parse(text);
    if (amounts_[i]) continue;
    source.reject(fmt::format(
        "{} is not an amount{}", entry.columns->names[places[i]],
        has_exponent ? ": it has an exponent, as spreadsheets write, so digits are lost" : ""));
    return;
  }
  source.accept();
  bool is_new = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (entry.cells[places[i]].empty() || subject.followed[i] == nullptr) continue;
    Followed& followed = *subject.followed[i];
    const Decimal& amount = amounts_[i] ? *amounts_[i] : followed.series.newest()->amount;
    if (entry.columns->names[places[i]] == "cushion" && !has_cushion(entry, amount)) continue;
    is_new = add(followed, entry.time, amount, source.index(), change_of(entry)) || is_new;
  }
  if (is_new && entry.columns->is_worth()) note_unpriced(entry);
}

void Reader::note_unpriced(const Entry& entry) {
  const std::string_view assets = entry.cell("unpriced");
  if (assets.empty()) return;
  ++unpriced_.count;
  unpriced_.first = std::min(unpriced_.first, entry.time);
  for (const std::string_view asset : split(assets, ' ')) unpriced_.assets.emplace(asset);
}

void Reader::tell_unpriced() {
  const auto& [count, first, assets] = unpriced_;
  if (count == 0) return;
  warnings_.push_back(fmt::format(
      "worth: {} {} no price for {}, the first at {}: their value lacks that", count,
      count == 1 ? "entry had" : "entries had",
      join(std::vector<std::string>(assets.begin(), assets.end()), ", "), to_text(first)));
}

// False for a copy. `change` is empty but of a ledger.
bool Reader::add(Followed& followed, Time time, const Decimal& amount, std::size_t source,
                 std::string change) {
  if (sorts_) {
    kept_.push_back({time, &followed, source, amount, std::move(change)});
    return true;
  }
  if (const Sample* newest = followed.series.newest()) {
    std::vector<std::string>& known = followed.changes;
    if (time != newest->time) known.clear();
    const bool is_copy = change.empty() ? time == newest->time && source != followed.source
                                        : std::ranges::find(known, change) != known.end();
    if (is_copy) return false;
    if (time < newest->time) tell_disorder(sources_[source]);
  }
  if (!change.empty()) followed.changes.push_back(std::move(change));
  followed.source = source;
  followed.series.add(time, amount);
  return true;
}

void Reader::tell_disorder(const LogSource& source) {
  must_sort_ = can_sort_;
  if (can_sort_ || is_unordered_[source.index()]) return;
  is_unordered_[source.index()] = true;
  warnings_.push_back(fmt::format(
      "{}: not in order of time, and cannot be read twice: gaps are not counted", source.path()));
}

void Reader::add_kept() {
  std::ranges::stable_sort(kept_, {}, [](const KeptReading& reading) {
    return std::pair(reading.time, reading.source);
  });
  sorts_ = can_sort_ = false;
  for (const KeptReading& reading : kept_)
    add(*reading.followed, reading.time, reading.amount, reading.source, reading.change);
}

// The places of the cells that are followed.
const std::vector<std::size_t>& Reader::wanted(const LogColumns& columns) {
  if (&columns == last_columns_) return *last_wanted_;
  constexpr std::size_t enough = 32;
  const auto [found, is_new] = wanted_.try_emplace(&columns);
  for (std::size_t place = 0; is_new && place < columns.names.size(); ++place) {
    if (place == columns.timestamp || place == columns.profile || place == columns.report ||
        place == columns.asset || place == columns.currency)
      continue;
    if (is_wanted(columns, place)) {
      found->second.push_back(place);
    } else if (passed_over_.size() < enough &&
               std::ranges::find(passed_over_, columns.names[place]) == passed_over_.end()) {
      passed_over_.push_back(columns.names[place]);
    }
  }
  default_found_ = default_found_ || !found->second.empty();
  last_columns_ = &columns;
  return *(last_wanted_ = &found->second);
}

bool Reader::is_wanted(const LogColumns& columns, std::size_t place) {
  const std::string& name = columns.names[place];
  if (filter_.columns.empty()) {
    if (columns.is_worth()) return name == "value";
    if (columns.usual_report == "ledger") return name == "balance";
    return columns.asset ? name == "totalBalance" : is_risk_amount(name);
  }
  bool wanted = false;
  for (std::size_t i = 0; i < filter_.columns.size(); ++i) {
    const std::string_view given = filter_.columns[i];
    const bool names_currency =
        is_value(name) && given.size() > name.size() && given[name.size()] == ' ';  // "value USDT"
    if (!equal_ignoring_case(name, given.substr(0, names_currency ? name.size() : given.npos)))
      continue;
    column_found_[i] = true;
    wanted = true;
  }
  return wanted;
}

Reader::Subject& Reader::find(const Entry& entry, std::string_view profile) {
  const auto is = [&](const Subject& subject) {
    return subject.asset == entry.asset && subject.profile == profile &&
           subject.report == entry.report;
  };
  // Entries repeat the order of the ones before.
  if (last_subject_ != nullptr && last_subject_->next != nullptr && is(*last_subject_->next)) {
    return *(last_subject_ = last_subject_->next);
  }
  std::string name(profile);
  name.append(1, '\0').append(entry.report).append(1, '\0').append(entry.asset);
  Subject*& subject = subjects_by_name_[name];
  if (subject == nullptr) {
    const bool selected = filter_.assets.empty() || contains(filter_.assets, entry.asset);
    subject = &subjects_.emplace_back(Subject{.profile = std::string(profile),
                                              .report = std::string(entry.report),
                                              .asset = std::string(entry.asset),
                                              .selected = selected});
  }
  if (last_subject_ != nullptr) last_subject_->next = subject;
  return *(last_subject_ = subject);
}

// Finds the series of the cells at these places.
void Reader::follow(Subject& subject, const Entry& entry, const std::vector<std::size_t>& places) {
  const LogColumns& columns = *entry.columns;
  const bool has_values = columns.currency && !columns.is_worth();
  const std::string_view currency = has_values ? entry.cells[*columns.currency] : "";
  if (subject.columns == &columns && subject.currency == currency) return;
  std::vector<Followed*> found;
  found.reserve(places.size());
  for (const std::size_t place : places) {
    const std::string& name = columns.names[place];
    const std::string column =
        is_value(name) && has_values ? fmt::format("{} {}", name, currency) : name;
    const bool is_named = filter_.columns.empty() || contains(filter_.columns, name) ||
                          contains(filter_.columns, column);
    found.push_back(is_named ? &followed(subject, column) : nullptr);
  }
  subject.columns = &columns;
  subject.currency = currency;
  subject.followed = std::move(found);
}

Reader::Followed& Reader::followed(Subject& subject, const std::string& column) {
  const auto known = std::ranges::find(
      subject.all, column, [](const Followed* each) { return each->series.name().column; });
  if (known != subject.all.end()) return **known;
  const Series::Name name{subject.profile, subject.report, subject.asset, column};
  Followed& added =
      followed_.emplace_back(Followed{Series(name, max_slices_, filter_.every), 0, {}});
  subject.all.push_back(&added);
  return added;
}

void Reader::require_columns() const {
  if ((filter_.columns.empty() && default_found_) || passed_over_.empty()) return;
  const auto missing = std::ranges::find(column_found_, false);
  if (!filter_.columns.empty() && missing == column_found_.end()) return;
  const std::string wanted =
      filter_.columns.empty()
          ? "totalBalance"
          : filter_.columns[static_cast<std::size_t>(missing - column_found_.begin())];
  const std::string_view near =
      nearest(wanted, std::vector<std::string_view>(passed_over_.begin(), passed_over_.end()));
  const std::string columns = join(passed_over_, ", ");
  throw Error(ErrorKind::usage, fmt::format("no log has a column '{}'", wanted),
              near.empty() ? fmt::format("--of takes one of {}", columns)
                           : fmt::format("did you mean --of {}? there are {}", near, columns));
}

void Reader::require_assets() const {
  for (const std::string& wanted : filter_.assets) {
    const auto is_wanted = [&](const Subject& subject) {
      return equal_ignoring_case(subject.asset, wanted);
    };
    if (std::ranges::any_of(subjects_, is_wanted)) continue;
    std::vector<std::string_view> codes;
    for (const Subject& subject : subjects_) codes.emplace_back(subject.asset);
    throw Error(ErrorKind::rejected, fmt::format("no log has an asset {}", wanted),
                suggestion(wanted, codes));
  }
}

}  // namespace

History read_logs(const LogFilter& filter, const std::vector<std::string>& paths,
                  std::size_t max_slices) {
  if (auto history = Reader(filter, paths, max_slices, false).read()) return *std::move(history);
  return Reader(filter, paths, max_slices, true).read().value();
}

}  // namespace coffer::app
