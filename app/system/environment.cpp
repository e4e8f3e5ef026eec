#include "app/system/environment.hpp"

namespace coffer::app {

std::optional<std::string> Environment::get(const char* name) const {
  return has(name) ? std::optional<std::string>(lookup_(name)) : std::nullopt;
}

bool Environment::has(const char* name) const {
  const char* value = lookup_(name);
  return value != nullptr && *value != '\0';
}

std::optional<std::string> Environment::config_directory() const {
  return directory("XDG_CONFIG_HOME", "/.config");
}

std::optional<std::string> Environment::cache_directory() const {
  return directory("XDG_CACHE_HOME", "/.cache");
}

std::optional<std::string> Environment::directory(const char* variable,
                                                  std::string_view below_home) const {
  if (const auto given = get(variable); given && given->starts_with('/')) return *given + "/coffer";
  if (const auto home = get("HOME")) return *home + std::string(below_home) + "/coffer";
  return std::nullopt;
}

}  // namespace coffer::app
