#include "app/cli/options.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "coffer/error.hpp"

namespace coffer::app {
namespace {

const Format& wanted_format(const Options& options, const Environment& environment) {
  if (options.format != nullptr) return *options.format;
  if (options.append) return formats::of_log(*options.append);
  const auto wish = environment.get("COFFER_OUTPUT");
  if (!wish) return formats::table;
  if (const Format* format = formats::find(*wish)) return *format;
  throw Error(ErrorKind::config, fmt::format("COFFER_OUTPUT: expected {}", one_of(formats::names)));
}

}  // namespace

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
  const Format& wanted = wanted_format(options, environment);
  return options.watch && !wanted.in_rounds.empty() ? *formats::find(wanted.in_rounds) : wanted;
}

}  // namespace coffer::app
