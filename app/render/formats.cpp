#include "app/render/formats.hpp"

#include <algorithm>

namespace coffer::app::formats {

const Format* find(std::string_view name) {
  const auto* const found = std::ranges::find(all, name, &Format::name);
  return found == all.end() ? nullptr : *found;
}

std::string names() {
  std::string text;
  for (const Format* format : all) {
    text.append(text.empty() ? "" : " ").append(format->name);
  }
  return text;
}

const Format& of_log(std::string_view path) {
  for (const Format* format : all) {
    if (format->is_log && path.ends_with("." + std::string(format->name))) return *format;
  }
  return csv;
}

}  // namespace coffer::app::formats
