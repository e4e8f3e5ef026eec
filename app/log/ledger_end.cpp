#include "app/log/ledger_end.hpp"

#include <charconv>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "app/log/log_name.hpp"

namespace coffer::app {

// Takes the entries of a log from first to last.
class LedgerCollector {
 public:
  explicit LedgerCollector(const LogOwner& owner) : owner_(&owner) {}

  void take(const Entry& entry) {
    const LogColumns& columns = *entry.columns;
    if (!owner_->has(entry) || !columns.sn || !columns.event) return;
    const std::string_view text = entry.cells[*columns.sn];
    std::int64_t sn = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), sn).ec != std::errc()) return;
    if (!end || sn > end->sn) {
      if (!end) end.emplace();
      end->last_.clear();
      end->sn = sn;
      end->time = entry.time;
    }
    if (sn == end->sn) end->last_.emplace(entry.cells[*columns.event], entry.asset);
    if (auto balance = Decimal::parse(entry.cell("balance")))
      end->balances.insert_or_assign(std::string(entry.asset), *std::move(balance));
  }

  // Rows need not be in order of their numbers.
  static bool is_whole() { return false; }

  std::optional<LedgerEnd> end;

 private:
  const LogOwner* owner_;
};

bool LedgerEnd::lacks(std::int64_t number, std::string_view event, std::string_view asset) {
  if (number != sn) return number > sn;
  const auto known = last_.find({std::string(event), std::string(asset)});
  if (known == last_.end()) return true;
  last_.erase(known);
  return false;
}

namespace {

std::optional<LedgerEnd> rotated_end(const std::string& path, LedgerCollector collector) {
  each_rotated_entry(path, [&](const Entry& entry) { collector.take(entry); });
  return std::move(collector.end);
}

std::optional<LedgerEnd> end_of(const LogFile& file, const LogTail& tail,
                                const LedgerCollector& empty) {
  auto collector = tail.collect(empty);
  return collector.end ? std::move(collector.end) : rotated_end(file.path(), empty);
}

}  // namespace

std::optional<LedgerEnd> ledger_end(const LogFile& file, const LogTail& tail,
                                    const LogOwner& owner) {
  return end_of(file, tail, LedgerCollector(owner));
}

bool is_begun(const std::string& path) {
  std::error_code problem;
  if (std::filesystem::exists(path, problem)) return true;
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  return std::filesystem::exists(folder, problem) && predecessor(real_path(path));
}

std::optional<LedgerEnd> ledger_end(const std::string& path, const LogOwner& owner) {
  if (!is_begun(path)) return std::nullopt;
  const LedgerCollector empty(owner);
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) return rotated_end(path, empty);
  const LogFile file(path, std::chrono::seconds(10));
  return end_of(file, LogTail(file), empty);
}

}  // namespace coffer::app
