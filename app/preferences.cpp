#include "app/preferences.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "app/option_value.hpp"
#include "app/streams.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

// The first of these that is set decides, as POSIX says.
bool locale_is_utf8(const Environment& environment) {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto locale = environment.get(variable);
    if (!locale) continue;
    const char* charset = std::strchr(locale->c_str(), '.');
    return charset != nullptr &&
           (::strncasecmp(charset, ".utf-8", 6) == 0 || ::strncasecmp(charset, ".utf8", 5) == 0);
  }
  return false;
}

std::size_t width_of(int descriptor, const Environment& environment) {
  constexpr std::size_t greatest = 1000;
  const std::string variable = environment.get("COLUMNS").value_or("");
  std::size_t width = 0;
  std::from_chars(variable.data(), variable.data() + variable.size(), width);
  return std::min(width > 0 ? width : screen_size(descriptor).width, greatest);
}

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

bool wants_color(const Options& options, const Environment& environment, int descriptor) {
  if (options.color != ColorMode::automatic) return options.color == ColorMode::always;
  return !environment.get("NO_COLOR") && takes_escapes(descriptor, environment);
}

std::size_t terminal_width(const Environment& environment, int descriptor) {
  return is_terminal(descriptor) ? width_of(descriptor, environment) : 0;
}

PlotStyle plot_style(const Options& options, const Environment& environment, int descriptor) {
  return {.width = width_of(descriptor, environment),
          .unicode = (!options.plot && chosen_format(options, environment) != Format::table) ||
                     (environment.get("TERM") != "dumb" && locale_is_utf8(environment)),
          .color = wants_color(options, environment, descriptor)};
}

}  // namespace coffer::app
