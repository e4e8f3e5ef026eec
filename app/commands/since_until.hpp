#pragma once

#include <string_view>

#include "app/cli/option.hpp"
#include "app/cli/option_values.hpp"
#include "app/cli/options.hpp"

namespace coffer::app {

// --since and --until, which a command has as `since` and `until` among its own options.
template <class Own>
constexpr Option since_option(std::string_view help) {
  return {.name = "since",
          .value = {.name = "TIME"},
          .help = help,
          .apply = [](Options& options, std::string_view text) {
            options.own<Own>().since = to_time_or_age(text, "since");
          }};
}

template <class Own>
constexpr Option until_option() {
  return {.name = "until",
          .value = {.name = "TIME"},
          .help = "before then, given in the same ways",
          .apply = [](Options& options, std::string_view text) {
            options.own<Own>().until = to_time_or_age(text, "until");
          }};
}

}  // namespace coffer::app
