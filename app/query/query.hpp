#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/cli/options.hpp"
#include "app/output/report.hpp"
#include "app/system/environment.hpp"
#include "app/system/streams.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

// Why one of the selected accounts has no rows in the report.
struct Failure {
  std::string profile;  // empty where only one account is asked
  Error error;
};

// What one round of asking found: the rows of the accounts that answered, and the failures of the
// others, in the order of the profiles; and what to warn of, empty where there is nothing.
struct Findings {
  Report report;
  std::vector<Failure> failures;
  std::string warning;

  bool has_answers() const { return !report.origins.empty(); }
};

// The stored profiles, none of them asked. One that cannot be read is a failure.
Findings stored_findings(const Environment& environment);

// The accounts that the options select, ready to be asked the options' command any number of times.
// Connections are kept between rounds.
class Inquiry {
 public:
  // Throws Error{config} or Error{usage} where no account can be asked. All three arguments must
  // outlive the inquiry.
  Inquiry(const Options& options, const Environment& environment, const Streams& streams);
  ~Inquiry();
  Inquiry(const Inquiry&) = delete;
  Inquiry& operator=(const Inquiry&) = delete;

  // Asks once.
  Findings ask();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coffer::app
