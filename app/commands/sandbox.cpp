#include "app/commands/sandbox.hpp"

#include <fmt/format.h>
#include <signal.h>

namespace coffer::app {
namespace {

// Keeps the signals that end the program waiting, for `wait` to take them.
class EndingSignals {
 public:
  EndingSignals() {
    ::sigemptyset(&ending_);
    ::sigaddset(&ending_, SIGINT);
    ::sigaddset(&ending_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &ending_, &before_);
  }
  ~EndingSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  EndingSignals(const EndingSignals&) = delete;
  EndingSignals& operator=(const EndingSignals&) = delete;

  int wait() const {
    int signal = 0;
    ::sigwait(&ending_, &signal);
    return signal;
  }

 private:
  sigset_t ending_;
  sigset_t before_;
};

}  // namespace

int run_sandbox(const PracticeExchange::Settings& settings,
                const std::function<void(std::string_view)>& announce) {
  const EndingSignals signals;
  const PracticeExchange exchange(settings);
  const PracticeAccount& account = exchange.account();
  announce(fmt::format(
      "export COFFER_BASE_URL='{}'\n"
      "export COFFER_API_KEY='{}'\n"
      "export COFFER_API_SECRET='{}'\n"
      "export COFFER_ACCOUNT_GROUP='{}'\n"
      "export COFFER_SECRET_ENCODING='raw'\n",
      exchange.base_url(), account.api_key, account.api_secret, account.info.account_group));
  return signals.wait();
}

}  // namespace coffer::app
