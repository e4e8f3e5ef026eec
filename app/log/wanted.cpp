#include "app/log/wanted.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/output/view.hpp"
#include "coffer/account.hpp"
#include "coffer/error.hpp"
#include "coffer/nearest.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// The column that is followed where none is named; of a risk log each is.
std::string usual_column(const LogColumns& columns) {
  if (columns.is_worth()) return "value";
  return columns.usual_report == "ledger" ? "balance" : "totalBalance";
}

bool is_followed(const LogColumns& columns, std::string_view name) {
  return columns.asset ? name == usual_column(columns) : is_risk_amount(name);
}

}  // namespace

bool has_cushion(const Entry& entry) {
  const auto amount = [&](std::string_view column) {
    return Decimal::parse(entry.cell(column)).value_or(Decimal());
  };
  MarginRisk risk;
  risk.cushion = amount("cushion");
  risk.borrowed = amount("totalBorrowedInUSDT");
  risk.interest = amount("totalInterestInUSDT");
  return cushion_applies(risk);
}

Wanted::Wanted(const LogFilter& filter)
    : filter_(filter),
      columns_(filter.columns.empty() ? std::vector<std::string>{"totalBalance"} : filter.columns),
      missing_(columns_.begin(), columns_.end()) {}

std::vector<Wanted::Cell> Wanted::cells(const Entry& entry) {
  const LogColumns& columns = *entry.columns;
  const std::string_view currency = entry.currency();
  std::vector<Cell> wanted;
  for (std::size_t place = 0; place < columns.names.size(); ++place) {
    if (place == columns.timestamp || place == columns.profile || place == columns.report ||
        place == columns.asset || place == columns.currency || is_no_amount(columns.names[place]))
      continue;
    const std::string& name = columns.names[place];
    const std::string column =
        is_value(name) && !currency.empty() ? fmt::format("{} {}", name, currency) : name;
    amounts_.insert(column);
    if (is_wanted(columns, name, column)) wanted.push_back({place, column});
  }
  if (filter_.columns.empty() && !missing_.empty()) {
    missing_.clear();
    if (wanted.empty()) missing_.insert(usual_column(columns));
  }
  return wanted;
}

bool Wanted::is_wanted(const LogColumns& columns, const std::string& name,
                       const std::string& column) {
  bool wanted = false;
  for (const std::string& given : columns_) {
    const bool is_it = filter_.columns.empty()
                           ? is_followed(columns, name)
                           : equal_ignoring_case(given, name) || equal_ignoring_case(given, column);
    if (is_it) missing_.erase(given);
    wanted = wanted || is_it;
  }
  return wanted;
}

bool Wanted::has_asset(std::string_view asset) {
  assets_.emplace(asset);
  return filter_.assets.empty() || contains_ignoring_case(filter_.assets, asset);
}

bool Wanted::has_time(Time time) const {
  return (!filter_.since || time >= *filter_.since) && (!filter_.until || time < *filter_.until);
}

void Wanted::require_all() const {
  if (!missing_.empty() && !amounts_.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("no log has a column '{}' of amounts", *missing_.begin()),
                fmt::format("--of takes one of {}", join(amounts_, ", ")));
  }
  const std::vector<std::string_view> assets(assets_.begin(), assets_.end());
  for (const std::string& wanted : filter_.assets) {
    if (contains_ignoring_case(assets, wanted)) continue;
    throw Error(ErrorKind::rejected, fmt::format("no log has an asset {}", wanted),
                suggestion(wanted, assets));
  }
}

}  // namespace coffer::app
