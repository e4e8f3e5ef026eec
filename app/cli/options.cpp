#include "app/cli/options.hpp"

#include "app/cli/option_values.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

Format wanted_format(const Options& options, const Environment& environment) {
  if (options.output) return *options.output;
  if (options.append) return options.append->ends_with(".jsonl") ? Format::jsonl : Format::csv;
  const auto wish = environment.get("COFFER_OUTPUT");
  if (!wish) return Format::table;
  if (const auto format = to_format(*wish)) return *format;
  throw Error(ErrorKind::config, "COFFER_OUTPUT: expected table, json, jsonl or csv");
}

}  // namespace

Format chosen_format(const Options& options, const Environment& environment) {
  const Format wanted = wanted_format(options, environment);
  return options.watch && wanted == Format::json ? Format::jsonl : wanted;
}

}  // namespace coffer::app
