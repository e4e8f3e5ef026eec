#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "app/sandbox/account.hpp"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace coffer::app {

// An exchange to practise with: real HTTP on a loopback port, real signatures, sample balances.
// Serves these of the exchange's documented requests: info, exchange-info, prices, cash and margin
// balances (with asset and showAll), margin risk (POST and GET), and of seven days the snapshots
// and the ledger. Refuses, with the documented codes, an unknown key, a wrong signature, a
// timestamp more than 30 s off and a wrong account group. Takes POST for GET everywhere.
//
// It verifies signatures by a computation of its own from the specification, so that a defect in
// coffer's signer shows.
class SandboxExchange {
 public:
  struct Settings {
    int port = 0;  // 0: any free one

    // What it holds (see read_sandbox_account); none: the sample of the documentation.
    std::optional<std::string> data_file = {};
  };

  // Starts to serve. Throws Error{config} for a data file that cannot be read or is malformed,
  // naming file and line, and Error{network} where the port cannot be bound. The server's threads
  // take no signals. When it dies it waits for its connections to end: an idle one that its client
  // does not close is closed after 5 s.
  explicit SandboxExchange(const Settings& settings);
  ~SandboxExchange();
  SandboxExchange(const SandboxExchange&) = delete;
  SandboxExchange& operator=(const SandboxExchange&) = delete;

  // Whose key it accepts, the secret used as it is or decoded from base64.
  const SandboxAccount& account() const { return account_; }

  // "http://127.0.0.1:PORT"
  std::string base_url() const;

 private:
  // Called on several threads at once.
  void respond(const httplib::Request& request, httplib::Response& response) const;

  const SandboxAccount account_;
  const std::unique_ptr<httplib::Server> server_;
  int port_;
  std::thread thread_;
};

}  // namespace coffer::app
