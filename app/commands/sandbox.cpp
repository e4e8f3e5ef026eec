#include "app/commands/sandbox.hpp"

#include <fmt/format.h>

#include "app/system/signals.hpp"
#include "coffer/clock.hpp"

namespace coffer::app {

void run_sandbox(const PracticeExchange::Settings& settings,
                 const std::function<void(std::string_view)>& announce) {
  const HeldSignals signals;
  const PracticeExchange exchange(settings);
  const PracticeAccount& account = exchange.account();
  announce(fmt::format(
      "export COFFER_BASE_URL='{}'\n"
      "export COFFER_API_KEY='{}'\n"
      "export COFFER_API_SECRET='{}'\n"
      "export COFFER_ACCOUNT_GROUP='{}'\n"
      "export COFFER_SECRET_ENCODING='raw'\n",
      exchange.base_url(), account.api_key, account.api_secret, account.info.account_group));
  SystemClock().sleep_until({Deadline::max(), signals.descriptor()});
}

}  // namespace coffer::app
