#include "app/commands/query.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/commands/balances.hpp"
#include "app/commands/doctor_steps.hpp"
#include "app/commands/history.hpp"
#include "app/commands/info.hpp"
#include "app/commands/profiles.hpp"
#include "app/commands/risk.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

using Assets = std::vector<std::string>;

bool contains(const Assets& assets, const std::string& asset) {
  return std::ranges::any_of(
      assets, [&](const std::string& each) { return equal_ignoring_case(each, asset); });
}

Assets tested_assets(const Options& options) {
  Assets assets;
  for (const Condition& condition : options.view.conditions) {
    if (!condition.asset.empty()) assets.push_back(condition.asset);
  }
  return assets;
}

// What is shown and what is tested, in one question.
BalanceQuery balance_query(const Options& options) {
  BalanceQuery query{.assets = options.assets, .show_all = false};
  for (const std::string& asset : tested_assets(options)) {
    if (!contains(query.assets, asset)) query.assets.push_back(asset);
  }
  if (options.assets.empty()) {
    query.show_all = options.show_all || options.append || !query.assets.empty();
  }
  return query;
}

// Whether the exchange lists the row without showAll.
bool has_balance(const Row& row) {
  return std::ranges::any_of(row.cells, [](const Cell& cell) {
    const auto* amount = std::get_if<Decimal>(&cell);
    return amount != nullptr && amount->sign() != 0;
  });
}

// Leaves the rows that are shown or tested, the latter marked, and for a log the zeros aside.
Report selected(Report report, const Options& options) {
  const Assets tested = tested_assets(options);
  const bool keeps_zeros = options.append && options.assets.empty() && !options.show_all;
  if (options.assets.empty() && tested.empty() && !keeps_zeros) return report;
  for (Row& row : report.rows) {
    row.only_tested = options.assets.empty() ? !options.show_all && !has_balance(row)
                                             : !contains(options.assets, asset_of(row));
  }
  if (keeps_zeros) {
    std::ranges::copy_if(report.rows, std::back_inserter(report.zeros), &Row::only_tested);
  }
  std::erase_if(report.rows, [&](const Row& row) {
    return row.only_tested && !contains(tested, asset_of(row));
  });
  return report;
}

}  // namespace

Report query(Client& client, const Options& options) {
  switch (options.command) {
    case Command::cash: {
      auto found = client.cash(balance_query(options));
      return selected(cash_report(std::move(found), {}), options);
    }
    case Command::margin: {
      auto found = client.margin(balance_query(options));
      return selected(margin_report(std::move(found), {}), options);
    }
    case Command::risk: {
      const MarginRisk risk = client.risk();
      return risk_report(risk, {});
    }
    case Command::info: {
      const KeyInfo info = client.info();
      return info_report(info, {});
    }
    case Command::history:
    case Command::login:
    case Command::profiles:
    case Command::doctor:
    case Command::sandbox:
      break;
  }
  throw Error(ErrorKind::internal, "a command without a query was asked");
}

std::unique_ptr<Inquiry> inquiry(const Options& options, const Environment& environment,
                                 const Streams& streams) {
  return std::make_unique<Inquiry>([&options](Client& client) { return query(client, options); },
                                   options.account, options.connection, options.terminal,
                                   environment, streams);
}

Report blank_report(const Options& options) {
  switch (options.command) {
    case Command::cash:
      return cash_report({}, {});
    case Command::margin:
      return margin_report({}, {});
    case Command::risk:
      return risk_report({}, {});
    case Command::info:
      return info_report({}, {});
    case Command::history:
      return options.every ? period_report({}, {}) : history_report({}, {});
    case Command::profiles:
      return profiles_report({}, {});
    case Command::doctor:
      return Diagnosis().take_report({});
    case Command::login:
    case Command::sandbox:
      break;
  }
  throw Error(ErrorKind::internal, "a command without a report was asked");
}

}  // namespace coffer::app
