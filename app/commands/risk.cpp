#include "app/commands/risk.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/commands/records.hpp"

namespace coffer::app {
namespace {

// The order of the columns.
enum : std::size_t {
  max_leverage,
  available,
  total,
  borrowed,
  interest,
  net,
  points,
  leverage,
  cushion
};

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
  MarginRisk risk;
  risk.borrowed = amount(row, borrowed);
  risk.interest = amount(row, interest);
  risk.cushion = amount(row, cushion);
  return cushion_applies(risk) ? "" : "n/a";
}

}  // namespace

Report risk_report(const MarginRisk& risk, Origin origin) {
  constexpr CellType type = CellType::amount;
  Report report = report_of<MarginRisk>(
      {
          {.key = "accountMaxLeverage", .heading = "MAX LEVERAGE", .type = type},
          {.key = "availableBalanceInUSDT", .heading = "AVAILABLE", .type = type, .remark = usdt},
          {.key = "totalBalanceInUSDT", .heading = "TOTAL", .type = type, .remark = usdt},
          {.key = "totalBorrowedInUSDT", .heading = "BORROWED", .type = type, .remark = usdt},
          {.key = "totalInterestInUSDT", .heading = "INTEREST", .type = type, .remark = usdt},
          {.key = "netBalanceInUSDT", .heading = "NET", .type = type, .remark = usdt},
          {.key = "pointsBalance", .heading = "POINTS", .type = type},
          {.key = "currentLeverage", .heading = "LEVERAGE", .type = type, .remark = gauge},
          {.key = "cushion", .heading = "CUSHION", .type = type, .placeholder = absent_cushion},
      },
      {risk}, std::move(origin));
  report.form = Form::record;
  return report;
}

}  // namespace coffer::app
