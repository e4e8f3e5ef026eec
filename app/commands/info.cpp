#include "app/commands/ask.hpp"
#include "app/commands/commands.hpp"
#include "coffer/account.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

// The order of the columns, as far as one is read back.
enum : std::size_t { expiry = 3, allowed_ips = 8 };

std::string_view absent_expiry(const Row& row) {
  return std::holds_alternative<Never>(row.cells[expiry]) ? "never" : "";
}

// Whole days, rounded down.
Cell derive_days_left(const Row& row) {
  const auto* const end = std::get_if<Time>(&row.cells[expiry]);
  if (end == nullptr) return row.cells[expiry];
  return std::int64_t{std::chrono::floor<std::chrono::days>(*end - SystemClock().wall()).count()};
}

std::string_view absent_limit(const Row& row) {
  const auto* const addresses = std::get_if<std::vector<std::string>>(&row.cells[allowed_ips]);
  return addresses != nullptr && addresses->empty() ? "any" : "";
}

std::vector<Column> columns() {
  return {
      {.key = "accountGroup", .heading = "ACCOUNT GROUP", .type = CellType::integer},
      {.key = "userUID", .heading = "USER UID"},
      {.key = "email", .heading = "EMAIL"},
      {.key = "expireTime",
       .heading = "EXPIRES",
       .type = CellType::time,
       .not_applicable = absent_expiry},
      {.key = "daysLeft",
       .heading = "DAYS LEFT",
       .type = CellType::integer,
       .visibility = Visibility::tables,
       .derive = derive_days_left,
       .not_applicable = absent_expiry},
      {.key = "viewPermission", .heading = "VIEW", .type = CellType::flag},
      {.key = "tradePermission", .heading = "TRADE", .type = CellType::flag},
      {.key = "transferPermission", .heading = "TRANSFER", .type = CellType::flag},
      {.key = "allowedIps",
       .heading = "ALLOWED IPS",
       .type = CellType::list,
       .not_applicable = absent_limit},
      {.key = "cashAccount", .heading = "CASH ACCOUNT", .type = CellType::list},
      {.key = "marginAccount", .heading = "MARGIN ACCOUNT", .type = CellType::list},
  };
}

}  // namespace

constexpr Command commands::info{
    .name = "info",
    .summary = "show the API key's account group, permissions, expiry and addresses",
    .examples =
        "  coffer info                       what this key is and may do\n"
        "  coffer info --fail-if 'daysLeft<14'\n"
        "  coffer info --columns accountGroup --no-headers --csv\n",
    .groups = {report, conditions, account, accounts, connection},
    .layout = Layout::record,
    .columns = [](const Options*) { return columns(); },
    .run =
        [](const Context& context) {
          return ask_accounts(
              context,
              {{[](Client& client) { return report_of<KeyInfo>(columns(), {client.info()}); }}});
        },
};

}  // namespace coffer::app
