#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace coffer::app {

// The environment variables of a run. Looked up one at a time and never copied as a whole, because
// some hold secrets.
class Environment {
 public:
  using Lookup = std::function<const char*(const char* name)>;

  // `lookup` answers as getenv does.
  explicit Environment(Lookup lookup) : lookup_(std::move(lookup)) {}

  // Nothing for a variable that is not set or empty.
  std::optional<std::string> get(const char* name) const {
    return has(name) ? std::optional<std::string>(lookup_(name)) : std::nullopt;
  }

  // Whether a variable is set and not empty. Copies nothing.
  bool has(const char* name) const {
    const char* value = lookup_(name);
    return value != nullptr && *value != '\0';
  }

  // $XDG_CONFIG_HOME/coffer and $XDG_CACHE_HOME/coffer, or the same below ~/.config and ~/.cache.
  // A relative path in a XDG variable is ignored, as its specification says. Nothing where no home
  // directory is known.
  std::optional<std::string> config_directory() const {
    return directory("XDG_CONFIG_HOME", "/.config");
  }
  std::optional<std::string> cache_directory() const {
    return directory("XDG_CACHE_HOME", "/.cache");
  }

 private:
  std::optional<std::string> directory(const char* variable, const char* below_home) const {
    const auto given = get(variable);
    if (given && given->starts_with('/')) return *given + "/coffer";
    const auto home = get("HOME");
    return home ? std::optional(*home + below_home + "/coffer") : std::nullopt;
  }

  Lookup lookup_;
};

}  // namespace coffer::app
