#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/cli/options.hpp"
#include "app/output/report.hpp"
#include "app/output/view.hpp"
#include "app/query/query.hpp"
#include "app/render/formats.hpp"
#include "app/system/streams.hpp"

namespace coffer::app {

// Prints, appends or redraws what a command found, as the options say. All arguments must outlive
// it.
class OutputWriter {
 public:
  // Throws Error{usage} for a column or a condition that the command's report does not know, and
  // Error{config} for a wrong COFFER_OUTPUT.
  OutputWriter(const Options& options, const Environment& environment, const Streams& streams);

  // Takes a shaped report. Throws Error{output}.
  using Sink = std::function<void(const Report&)>;

  // Takes what to beware of in the log.
  using Tell = std::function<void(const Warning&)>;

  // Tells the warnings, by default on stderr. Tests the conditions, appends the rows to the log
  // where there is one, and passes them, shaped, to `sink`, by default standard output; beside a
  // log only rounds of
  // --watch on a terminal. Nothing is passed on where no account answered. Returns the failures of
  // accounts, in their order, and of the output, then the conditions that hold.
  std::vector<Failure> write(QueryResult result);
  std::vector<Failure> write(QueryResult result, const Sink& sink, const Tell& tell) const;

  // Whether rounds are to be shown in one place, as tables like this, instead of one after the
  // other.
  bool redraws() const { return redraws_; }
  std::string table(const Report& report, const Marks& is_marked) const;

  // Tells on stderr what to beware of; what only explains the result not where messages are JSON.
  void warn(const Warning& warning) const;

  // Tells on stderr what failed and what holds, and returns the exit status: that of the first, 0
  // where there is none.
  int tell(const std::vector<Failure>& failures) const;

 private:
  void print(const Report& report);
  void append(Report report, const Tell& tell) const;

  const Options& options_;
  bool quiet_;
  const Streams& streams_;
  const Format& format_;        // of what is printed, or of the log
  const Format& shown_format_;  // of what is printed, or shown beside a log
  bool shows_;
  bool redraws_;
  ViewOptions view_;  // without columns that each log has
  RenderStyle style_;
  bool has_printed_ = false;
};

}  // namespace coffer::app
