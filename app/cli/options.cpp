#include "app/cli/options.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "coffer/error.hpp"

namespace coffer::app {
std::string logged_profile(const std::string& profile, const AccountChoice& choice) {
  if (choice.sandbox) return "*sandbox";
  if (choice.total) return "*";
  const bool is_path = profile.find('/') != std::string::npos;
  return is_path ? std::filesystem::absolute(profile).lexically_normal().string() : profile;
}

bool asks_for_zeros(const Options& options) {
  return options.view.show_all || options.view.at || options.append ||
         !tested_assets(options.view).empty();
}

const Format& chosen_format(const Options& options, const Environment& environment) {
  const Format* format = options.format;
  if (format == nullptr && options.append) format = &formats::of_log(*options.append);
  if (format == nullptr) format = formats::find(environment.get("COFFER_OUTPUT").value_or("table"));
  if (format == nullptr)
    throw Error(ErrorKind::config,
                fmt::format("COFFER_OUTPUT: expected {}", one_of(formats::names)));
  return options.watch && !format->in_rounds.empty() ? *formats::find(format->in_rounds) : *format;
}

}  // namespace coffer::app
