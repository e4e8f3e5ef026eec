#include "app/client_options.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/message.hpp"

namespace coffer::app {

ClientOptions client_options(const Options& options, const Streams& streams, Warn warn) {
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
  if (warn && !options.quiet) {
    result.on_clock_corrected = [warn = std::move(warn)](std::chrono::milliseconds ahead) {
      warn(fmt::format("{}; signing by the exchange's", clock_text(ahead)));
    };
  }
  return result;
}

}  // namespace coffer::app
