#include "app/inquiry.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "app/commands/query.hpp"
#include "app/group_cache.hpp"
#include "app/message.hpp"
#include "app/practice_access.hpp"
#include "app/preferences.hpp"
#include "app/profile.hpp"
#include "app/proxy.hpp"
#include "app/waiting.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {

struct Inquiry::State {
  State(const Options& wishes, const Environment& variables, const Streams& descriptors)
      : options(wishes),
        environment(variables),
        streams(descriptors),
        practice(start_practice(options)),
        account(practice ? practice_account(*practice, options)
                         : load_account(options, environment)),
        transport(account.endpoint, practice ? TrustStore{} : load_trust(options, environment),
                  practice ? std::nullopt : load_proxy(options, environment, account.endpoint)),
        cache(practice ? std::nullopt : environment.cache_directory(), transport.origin(),
              account.credentials.api_key),
        client(transport, clock, account.credentials, cache, client_options()) {}

  ClientOptions client_options() const {
    ClientOptions result{.timeout = options.timeout,
                         .retries = options.retries,
                         .account_group = account.account_group,
                         .correct_clock = options.clock_correction,
                         .on_attempt = nullptr,
                         .on_clock_corrected = nullptr};
    if (options.verbose) {
      result.on_attempt = [this](const Attempt& attempt) {
        write_message(streams, attempt_text(attempt));
      };
    }
    if (takes_notes(options, environment)) {
      result.on_clock_corrected = [this](std::chrono::milliseconds ahead) {
        write_message(
            streams, warning_text(fmt::format("{}; signing by the exchange's", clock_text(ahead))));
      };
    }
    return result;
  }

  const Options& options;
  const Environment& environment;
  const Streams& streams;
  std::unique_ptr<PracticeExchange> practice;
  Account account;
  HttpsTransport transport;
  SystemClock clock;
  GroupCache cache;
  Client client;
};

Inquiry::Inquiry(const Options& options, const Environment& environment, const Streams& streams)
    : state_(std::make_unique<State>(options, environment, streams)) {}

Inquiry::~Inquiry() = default;

Findings Inquiry::ask() {
  const Options& options = state_->options;
  std::optional<Waiting> waiting;
  if (takes_escapes(state_->streams.err, state_->environment) && !options.quiet &&
      !options.verbose) {
    waiting.emplace(state_->streams.err, state_->transport.origin());
  }
  Findings findings;
  try {
    findings.report = query(state_->client, state_->clock, options, state_->account.profile);
  } catch (const Error& error) {
    findings.failures.push_back({.profile = {}, .error = error});
  }
  return findings;
}

}  // namespace coffer::app
