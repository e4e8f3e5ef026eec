#include "app/output/view.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

Row row(std::string asset, std::string_view total) {
  return {{std::move(asset), *Decimal::parse(total), Cell()}};
}

TEST_CASE("without a wish every row is shown") {
  CHECK(is_shown({}, row("BTC", "1")));
  CHECK(is_shown({}, row("ASD", "0")));
  ViewOptions view;
  view.show_all = true;
  CHECK(is_shown(view, row("ASD", "0.00")));
}

TEST_CASE("of named assets only these are shown, in any case, also without a balance") {
  ViewOptions view;
  view.assets = {"btc", "ASD"};
  CHECK(is_shown(view, row("BTC", "1")));
  CHECK(is_shown(view, row("ASD", "0")));
  CHECK_FALSE(is_shown(view, row("ETH", "1")));
}

TEST_CASE("zero balances that only a condition asked for are not shown") {
  ViewOptions view;
  view.conditions.push_back(*parse_condition("ASD.totalBalance>0"));
  CHECK(tested_assets(view) == std::vector<std::string>{"ASD"});
  CHECK(is_shown(view, row("BTC", "-1")));
  CHECK_FALSE(is_shown(view, row("ASD", "0.00")));
  view.show_all = true;
  CHECK(is_shown(view, row("ASD", "0.00")));
}

TEST_CASE("a condition on every row asks for no asset") {
  ViewOptions view;
  view.conditions.push_back(*parse_condition("totalBalance>0"));
  CHECK(tested_assets(view).empty());
  CHECK(is_shown(view, row("ASD", "0")));
}

}  // namespace
}  // namespace coffer::app
