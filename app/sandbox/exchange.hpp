#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/sandbox/account.hpp"
#include "app/sandbox/server.hpp"

namespace coffer::app {

// An exchange to practise with: real HTTP on a loopback port, real signatures, sample balances.
// Serves what exchange-api.md specifies: info, exchange-info, prices, cash and margin balances
// (with asset and showAll), margin risk (POST and GET), and of seven days the snapshots and the
// ledger. Refuses, with the documented codes, an unknown key, a wrong signature, a timestamp more
// than 30 s off and a wrong account group.
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
  // take no signals. Stops when it dies, and waits for requests under way.
  explicit SandboxExchange(const Settings& settings);

  // Whose key it accepts, the secret used as it is or decoded from base64.
  const SandboxAccount& account() const { return account_; }

  // "http://127.0.0.1:PORT"
  std::string base_url() const;

 private:
  const SandboxAccount account_;
  const LoopbackServer server_;
};

}  // namespace coffer::app
