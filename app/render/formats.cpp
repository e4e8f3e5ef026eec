#include "app/render/formats.hpp"

#include <algorithm>

namespace coffer::app::formats {

const Format* find(std::string_view name) {
  const auto* const found = std::ranges::find(all, name, &Format::name);
  return found == all.end() ? nullptr : *found;
}

const Format& of_log(std::string_view path) { return path.ends_with(".jsonl") ? jsonl : csv; }

}  // namespace coffer::app::formats
