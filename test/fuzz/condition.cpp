// A line with a condition, then lines with an asset and an amount: the condition means what it
// says, and holds for the rows for which schoolbook arithmetic says so.

#include "app/output/condition.hpp"

#include <string>

#include "coffer/text.hpp"
#include "test/fuzz/fuzz.hpp"
#include "test/fuzz/schoolbook.hpp"

namespace coffer::fuzz {
namespace {

using app::Condition;

void check_reading(const Condition& condition, std::string_view text) {
  require(condition.text == text, "the text is kept");
  require(!condition.where.column.empty(), "a column is named");
  require(condition.where.column.find('.') == std::string::npos,
          "no column has a point in its name");

  std::string rewritten = condition.asset.empty() ? "" : condition.asset + ".";
  rewritten += condition.where.column;
  rewritten += condition.where.comparison.symbol;
  rewritten += Decimal::parse(condition.where.value)->text();
  const auto again = app::parse_condition(rewritten);
  require(again && again->asset == condition.asset &&
              again->where.column == condition.where.column &&
              again->where.comparison.symbol == condition.where.comparison.symbol &&
              Decimal::parse(again->where.value)->text() ==
                  Decimal::parse(condition.where.value)->text(),
          "what was read means the same when it is written without spaces");
}

app::Report balances(std::string_view lines) {
  app::Report report;
  report.columns = {{"asset", "ASSET"}, {"totalBalance", "TOTAL", app::CellType::amount}};
  report.sources.resize(1);
  while (!lines.empty()) {
    std::string_view line = take_until('\n', lines);
    const std::string asset(take_until(' ', line));
    const auto amount = Decimal::parse(line);
    report.rows.push_back({{asset, amount ? app::Cell(*amount) : app::Cell()}});
  }
  return report;
}

bool holds(const Condition& condition, const Decimal& found) {
  const int order =
      sign(add(*Schoolbook::read(found.text()),
               negated(*Schoolbook::read(Decimal::parse(condition.where.value)->text()))));
  const std::string_view symbol = condition.where.comparison.symbol;
  return (symbol.find('<') != std::string_view::npos && order < 0) ||
         (symbol.find('>') != std::string_view::npos && order > 0) ||
         (symbol.front() != '!' && symbol.ends_with('=') && order == 0) ||
         (symbol.front() == '!' && order != 0);
}

bool is_testable(const Condition& condition, const app::Report& report) {
  try {
    app::require_testable(condition, report);
    return true;
  } catch (const Error& error) {
    require(error.kind == ErrorKind::usage, "a condition that cannot be tested is a wrong call");
    return false;
  }
}

}  // namespace
}  // namespace coffer::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coffer::fuzz;
  std::string_view rest = text_of(data, size);
  const std::string_view text = take_until('\n', rest);
  const auto condition = coffer::app::parse_condition(text);
  if (!condition) return 0;
  check_reading(*condition, text);

  const coffer::app::Report report = balances(rest);
  if (!is_testable(*condition, report)) return 0;
  std::size_t expected = 0;
  for (const coffer::app::Row& row : report.rows) {
    const auto* amount = std::get_if<coffer::Decimal>(&row.cells[1]);
    const bool meant =
        condition->asset.empty() ||
        coffer::equal_ignoring_case(std::get<std::string>(row.cells[0]), condition->asset);
    if (amount != nullptr && meant && holds(*condition, *amount)) ++expected;
  }
  require(held_conditions({*condition}, report).size() == expected,
          "it holds where arithmetic says so");
  return 0;
}
