#include "app/log/entry.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "coffer/account.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// By columns that no other report has.
std::string_view report_with(const std::vector<std::string>& names) {
  const auto has = [&](auto... any) { return (contains(names, any) || ...); };
  if (has("event", "sn", "orderId")) return "ledger";
  if (has("cashValue", "marginValue", "unpriced")) return "worth";
  if (has("asset")) return has("borrowed", "interest", "netBalance") ? "margin" : "cash";
  if (std::ranges::any_of(names, is_risk_amount)) return "risk";
  return {};
}

}  // namespace

LogColumns::LogColumns(std::vector<std::string> column_names)
    : names(std::move(column_names)),
      timestamp(find("timestamp")),
      profile(find("profile")),
      report(find("report")),
      asset(find(contains(names, "asset") ? "asset" : "currency")),
      currency(find("currency")),
      usual_report(report_with(names)) {}

std::optional<std::size_t> LogColumns::find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::string_view Entry::cell(std::string_view column) const {
  const auto place = columns->find(column);
  return place ? cells[*place] : std::string_view();
}

bool is_leading_column(std::string_view column) {
  return contains_ignoring_case(std::array{"timestamp", "profile", "report"}, column);
}

bool is_no_amount(std::string_view column) {
  constexpr std::array names{"timestamp", "profile",   "report", "asset",   "currency",
                             "time",      "account",   "event",  "orderId", "side",
                             "orderType", "liquidity", "sn",     "unpriced"};
  return std::ranges::find(names, column) != names.end();
}

bool is_value(std::string_view column) {
  return contains_ignoring_case(std::array{"price", "value", "share"}, column);
}

bool is_risk_amount(std::string_view column) {
  return std::ranges::any_of(fields<MarginRisk>,
                             [&](const auto& field) { return field.key == column; });
}

bool has_cushion(const Entry& entry) {
  const auto amount = [&](std::string_view column) {
    return Decimal::parse(entry.cell(column)).value_or(Decimal());
  };
  return cushion_applies(amount("cushion"), amount("totalBorrowedInUSDT"),
                         amount("totalInterestInUSDT"));
}

}  // namespace coffer::app
