#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "coffer/account.hpp"
#include "coffer/client_options.hpp"
#include "coffer/clock.hpp"
#include "coffer/error.hpp"
#include "coffer/signature.hpp"
#include "coffer/transport.hpp"

namespace coffer {

// What is asked: everything that stays the same from try to try.
struct ApiCall {
  std::string_view subject;        // in words, for messages
  std::string_view path;           // behind the account group
  std::string_view api_path = {};  // empty: not signed
  Method method = Method::get;
  std::string query = {};
  bool is_paced = false;  // by ClientOptions::pace; and 429 is not tried again here
};

// Asks one exchange with one key: signs every try afresh, tries again what may pass, and corrects
// the clock. What it throws, and of the options what concerns it, Client tells.
class SignedRequests {
 public:
  SignedRequests(Transport& transport, Clock& clock, const Credentials& credentials,
                 ClientOptions options);

  // The end of a call that begins now.
  Deadline deadline() const { return clock_.now() + options_.timeout; }

  // Waits until the next request of a call that is paced may go out, and counts it.
  void wait_for_turn();

  // Waits for that long.
  void sleep(std::chrono::seconds length);

  // What `decode` makes of the first reply that it accepts.
  template <class Result>
  Result ask(const ApiCall& call, const std::string& target, Result (*decode)(std::string reply),
             Deadline deadline) {
    std::optional<Result> result;
    ask(
        call, target,
        [&](Response& reply) {
          std::string body = options_.find_account_id ? reply.body : std::string();
          result = decode(std::move(reply.body));
          if (!body.empty()) note_account(std::move(body));
        },
        deadline);
    return *std::move(result);
  }

  // How the exchange sees the address that asks.
  SeenAddress seen_address(Deadline deadline);

  // See Client::account_id.
  const std::string& account_id() const { return account_id_; }

  // How far the exchange's clock is ahead of ours. Corrects nothing.
  std::chrono::milliseconds measure_offset(Deadline deadline);

  // How far it is taken to be ahead when requests are signed.
  std::chrono::milliseconds correction() const { return offset_; }

 private:
  using Read = std::function<void(Response& reply)>;  // throws where it does not accept

  void ask(const ApiCall& call, const std::string& target, const Read& read, Deadline deadline);
  void ask_with_retries(const ApiCall& call, const std::string& target, const Read& read,
                        Deadline deadline);
  void ask_once(const ApiCall& call, const std::string& target, const Read& read,
                Deadline deadline);
  Response send(const ApiCall& call, const std::string& target, Deadline deadline);
  Request sign_request(const ApiCall& call, const std::string& target, Attempt& attempt);
  void note_account(std::string reply);
  void mask_credentials(const Request& request, Response& response) const;
  bool correct_clock(Error& error, Deadline deadline);
  void explain_address(Error& error, Deadline deadline);
  void complete(Error& error, std::string_view subject, const Response& response) const;
  bool wait(std::optional<std::chrono::seconds> asked, std::chrono::milliseconds pause,
            Deadline deadline, bool is_paced);

  Transport& transport_;
  Clock& clock_;
  const Credentials& credentials_;
  ClientOptions options_;
  bool has_turn_ = false;  // for the next request of a call that is paced
  std::string account_id_;
  std::string last_prehash_;
  std::chrono::milliseconds offset_{0};  // of the exchange's clock, as far as it is corrected
};

}  // namespace coffer
