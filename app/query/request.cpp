#include "app/query/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "coffer/nearest.hpp"

namespace coffer::app {
namespace {

void require_known(const std::string& currency, const Prices& prices) {
  const std::vector<std::string_view> codes = prices.codes();
  if (std::ranges::binary_search(codes, currency)) return;
  Error error(ErrorKind::rejected, fmt::format("prices: no pair has the currency {}", currency),
              suggestion(currency, codes));
  error.is_final = true;
  throw error;
}

}  // namespace

AccountRequest::AccountRequest(const Account& account, const Ask* ask, const std::string& currency,
                               Trust trust, const ConnectionOptions& options,
                               const Environment& environment, Clock& clock, GroupMemory& group,
                               ClientOptions how, TellProgress tell_progress)
    : account_(account),
      ask_(ask),
      currency_(currency),
      clock_(clock),
      transport_(account.base_url, std::move(trust),
                 load_proxy(options, environment, account.base_url), options.family),
      client_{{transport_, clock, account.credentials, &group, std::move(how)},
              account.profile,
              std::move(tell_progress)} {}

bool AccountRequest::concerns(const Account& account) const {
  return &account == &account_ ||
         (is_for_prices() && account.base_url.origin() == account_.base_url.origin());
}

void AccountRequest::send() {
  error.reset();
  prices.reset();
  try {
    if (is_for_prices()) {
      prices = std::make_shared<const Prices>(client_.prices());
      require_known(currency_, *prices);
    } else {
      report = (*ask_)(client_);
      received = report.sources.empty() ? Time() : report.sources.front().received;
      if (received == Time()) received = clock_.wall() + client_.clock_correction();
    }
  } catch (const Error& failure) {
    error = failure;
  } catch (const std::bad_alloc&) {
    error = no_memory(ErrorKind::network, account_.base_url.origin());
  }
  if (error && error->at_system_limit) error->hint = limit_hint;
}

}  // namespace coffer::app
