#include "app/commands/ask.hpp"

#include <utility>

namespace coffer::app {

int ask_accounts(const Context& context, Question question) {
  const Options& options = context.options;
  return context.report(account_query(std::move(question), options.account, options.connection,
                                      options.terminal, context.environment, context.streams));
}

}  // namespace coffer::app
