#include <fmt/format.h>

#include "app/commands/ask.hpp"
#include "app/commands/commands.hpp"
#include "coffer/account.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

// The order of the columns, as far as one is read back.
enum : std::size_t { max_leverage = 0, borrowed = 3, interest = 4, leverage = 7, cushion = 8 };

std::string usdt(const Row&) { return "USDT"; }

// How much of the maximum leverage is used: "[###-------] of 10". Exact, and so without a division.
std::string gauge(const Row& row) {
  constexpr unsigned size = 10;
  const Decimal& current = amount(row, leverage);
  const Decimal& maximum = amount(row, max_leverage);
  if (maximum.sign() <= 0 || current.sign() < 0) return {};

  const Decimal scaled = current * size;
  unsigned filled = 0;
  while (filled < size && maximum * (filled + 1) <= scaled) ++filled;
  if (filled == 0 && current.sign() > 0) filled = 1;
  return fmt::format("[{:-<{}}] of {}", std::string(filled, '#'), size, maximum.text());
}

std::string_view absent_cushion(const Row& row) {
  const bool applies =
      cushion_applies(amount(row, cushion), amount(row, borrowed), amount(row, interest));
  return applies ? "" : "n/a";
}

std::vector<Column> columns() {
  constexpr CellType type = CellType::amount;
  return {
      {.key = "accountMaxLeverage", .heading = "MAX LEVERAGE", .type = type},
      {.key = "availableBalanceInUSDT", .heading = "AVAILABLE", .type = type, .suffix = usdt},
      {.key = "totalBalanceInUSDT", .heading = "TOTAL", .type = type, .suffix = usdt},
      {.key = "totalBorrowedInUSDT", .heading = "BORROWED", .type = type, .suffix = usdt},
      {.key = "totalInterestInUSDT", .heading = "INTEREST", .type = type, .suffix = usdt},
      {.key = "netBalanceInUSDT", .heading = "NET", .type = type, .suffix = usdt},
      {.key = "pointsBalance", .heading = "POINTS", .type = type},
      {.key = "currentLeverage", .heading = "LEVERAGE", .type = type, .suffix = gauge},
      {.key = "cushion", .heading = "CUSHION", .type = type, .not_applicable = absent_cushion},
  };
}

}  // namespace

constexpr Command commands::risk{
    .name = "risk",
    .summary = "show the margin risk profile",
    .examples =
        "  coffer risk                       the margin account as a whole, in USDT\n"
        "  coffer risk --json                for a script\n"
        "  coffer risk --fail-if 'currentLeverage>=5'\n"
        "  coffer risk --columns currentLeverage --no-headers --csv\n",
    .groups = {report, log, conditions, watch, account, accounts, connection},
    .layout = Layout::record,
    .columns = [](const Options*) { return columns(); },
    .run =
        [](const Context& context) {
          return ask_accounts(
              context,
              {{[](Client& client) { return report_of<MarginRisk>(columns(), {client.risk()}); }}});
        },
};

}  // namespace coffer::app
