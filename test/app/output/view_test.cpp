#include "app/output/view.hpp"

#include "test/catch.hpp"

namespace coffer::app {
namespace {

Row row(std::string asset, std::string_view total) {
  return {{std::move(asset), *Decimal::parse(total), Cell()}};
}

TEST_CASE("without a wish every row is shown") {
  CHECK(is_shown({}, row("BTC", "1"), false));
  CHECK(is_shown({}, row("ASD", "0"), false));
}

TEST_CASE("of named assets only these are shown, in any case, also without a balance") {
  ViewOptions view;
  view.assets = {"btc", "ASD"};
  CHECK(is_shown(view, row("BTC", "1"), true));
  CHECK(is_shown(view, row("ASD", "0"), true));
  CHECK_FALSE(is_shown(view, row("ETH", "1"), true));
}

TEST_CASE("zero balances that were asked for only to be looked at are not shown") {
  ViewOptions view;
  CHECK(is_shown(view, row("BTC", "-1"), true));
  CHECK_FALSE(is_shown(view, row("ASD", "0.00"), true));
  view.show_all = true;
  CHECK(is_shown(view, row("ASD", "0.00"), true));
}

TEST_CASE("a condition asks for the asset that it names") {
  ViewOptions view;
  view.conditions.push_back(*parse_condition("totalBalance>0"));
  CHECK(tested_assets(view).empty());
  view.conditions.push_back(*parse_condition("ASD.totalBalance>0"));
  CHECK(tested_assets(view) == std::vector<std::string>{"ASD"});
}

}  // namespace
}  // namespace coffer::app
