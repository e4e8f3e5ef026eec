#include "app/commands/query.hpp"

#include <strings.h>

#include <algorithm>

#include "app/commands/balances.hpp"
#include "app/commands/diagnosis.hpp"
#include "app/commands/history.hpp"
#include "app/commands/info.hpp"
#include "app/commands/profiles.hpp"
#include "app/commands/risk.hpp"

namespace coffer::app {
namespace {

template <class Balance>
std::vector<Balance> named(std::vector<Balance> balances, const std::vector<std::string>& assets) {
  if (assets.empty()) return balances;
  std::erase_if(balances, [&](const Balance& balance) {
    return std::ranges::none_of(assets, [&](const std::string& asset) {
      return ::strcasecmp(asset.c_str(), balance.asset.c_str()) == 0;
    });
  });
  return balances;
}

}  // namespace

Report query(Client& client, const Clock& clock, const Options& options, std::string profile) {
  const auto origin = [&] { return Origin{std::move(profile), clock.wall()}; };
  const BalanceQuery balances{.assets = options.assets, .show_all = options.show_all};
  switch (options.command) {
    case Command::cash: {
      auto found = client.cash(balances);
      return cash_report(named(std::move(found), options.assets), origin());
    }
    case Command::margin: {
      auto found = client.margin(balances);
      return margin_report(named(std::move(found), options.assets), origin());
    }
    case Command::risk: {
      const MarginRisk risk = client.risk();
      return risk_report(risk, origin());
    }
    case Command::info: {
      const KeyInfo info = client.info();
      return info_report(info, origin());
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

Report blank_report(Command command) {
  switch (command) {
    case Command::cash:
      return cash_report({}, {});
    case Command::margin:
      return margin_report({}, {});
    case Command::risk:
      return risk_report({}, {});
    case Command::info:
      return info_report({}, {});
    case Command::history:
      return history_report({}, {}, true);
    case Command::profiles:
      return profiles_report({}, {});
    case Command::login:
    case Command::doctor:
      return Diagnosis().take_report({});
    case Command::sandbox:
      break;
  }
  throw Error(ErrorKind::internal, "a command without a report was asked");
}

}  // namespace coffer::app
