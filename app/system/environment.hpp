#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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
  std::optional<std::string> get(const char* name) const;

  // Whether a variable is set and not empty. Copies nothing.
  bool has(const char* name) const;

  // $XDG_CONFIG_HOME/coffer and $XDG_CACHE_HOME/coffer, or the same below ~/.config and ~/.cache.
  // A relative path in a XDG variable is ignored, as its specification says. Nothing where no home
  // directory is known.
  std::optional<std::string> config_directory() const;
  std::optional<std::string> cache_directory() const;

 private:
  std::optional<std::string> directory(const char* variable, std::string_view below_home) const;

  Lookup lookup_;
};

}  // namespace coffer::app
