#include "app/commands/info.hpp"

#include <utility>

#include "app/commands/records.hpp"

namespace coffer::app {
namespace {

// The order of the columns, as far as one is read back.
enum : std::size_t { expiry = 3, allowed_ips = 7 };

std::string_view absent_expiry(const Row& row) {
  return std::holds_alternative<Never>(row.cells[expiry]) ? "never" : "";
}

std::string_view absent_limit(const Row& row) {
  const auto* const addresses = std::get_if<std::vector<std::string>>(&row.cells[allowed_ips]);
  return addresses != nullptr && addresses->empty() ? "any" : "";
}

}  // namespace

Report info_report(const KeyInfo& info, Origin origin) {
  Report report = report_of<KeyInfo>(
      {
          {.key = "accountGroup", .heading = "ACCOUNT GROUP", .type = CellType::integer},
          {.key = "userUID", .heading = "USER UID"},
          {.key = "email", .heading = "EMAIL"},
          {.key = "expireTime",
           .heading = "EXPIRES",
           .type = CellType::time,
           .placeholder = absent_expiry},
          {.key = "viewPermission", .heading = "VIEW", .type = CellType::flag},
          {.key = "tradePermission", .heading = "TRADE", .type = CellType::flag},
          {.key = "transferPermission", .heading = "TRANSFER", .type = CellType::flag},
          {.key = "allowedIps",
           .heading = "ALLOWED IPS",
           .type = CellType::list,
           .placeholder = absent_limit},
          {.key = "cashAccount", .heading = "CASH ACCOUNT", .type = CellType::list},
          {.key = "marginAccount", .heading = "MARGIN ACCOUNT", .type = CellType::list},
      },
      {info}, std::move(origin));
  report.form = Form::record;
  return report;
}

}  // namespace coffer::app
