#include "app/client_options.hpp"

#include "app/message.hpp"

namespace coffer::app {

ClientOptions client_options(const Options& options, const Streams& streams) {
  ClientOptions result{.timeout = options.timeout,
                       .retries = options.retries,
                       .account_group = std::nullopt,
                       .correct_clock = options.clock_correction,
                       .on_attempt = nullptr,
                       .on_clock_corrected = nullptr};
  if (options.verbose) {
    result.on_attempt = [&streams](const Attempt& attempt) {
      write_message(streams, attempt_text(attempt));
    };
  }
  return result;
}

}  // namespace coffer::app
