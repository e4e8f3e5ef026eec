#include "app/practice_access.hpp"

namespace coffer::app {

std::unique_ptr<PracticeExchange> start_practice(const Options& options) {
  if (!options.sandbox) return nullptr;
  return std::make_unique<PracticeExchange>(PracticeExchange::Settings{});
}

Account practice_account(const PracticeExchange& exchange, const Options& options) {
  Account account;
  account.endpoint = parse_endpoint(exchange.base_url(), ErrorKind::internal, "sandbox");
  account.credentials.api_key = PracticeExchange::api_key;
  account.credentials.secret = Secret(std::string(PracticeExchange::api_secret));
  account.credentials.encoding = options.secret_encoding.value_or(SecretEncoding::raw);
  account.secret_source = "the practice exchange";
  account.account_group = options.account_group;
  return account;
}

}  // namespace coffer::app
