#include "app/log/log_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

namespace fs = std::filesystem;

// Takes what logrotate adds off the end of a name, and returns its number or day: ".1",
// "-20261101", "-20261101-1793491200". A short number behind a '-' belongs to the name, and so does
// one behind a '.' within it ("sub.1.csv").
std::string_view take_rotation(std::string_view& name, bool is_end = true) {
  constexpr std::size_t date_length = 8;
  const std::size_t mark = name.find_last_not_of("0123456789");
  if (mark == std::string_view::npos || mark == 0 || mark + 1 == name.size()) return {};
  const std::string_view number = name.substr(mark + 1);
  const bool may_be_date = name[mark] == '-' && number.size() >= date_length;
  if (!may_be_date && !(name[mark] == '.' && is_end)) return {};
  name = name.substr(0, mark);
  const std::string_view date = may_be_date ? take_rotation(name, false) : std::string_view();
  return date.empty() ? number : date;
}

void drop_gzip(std::string_view& name) {
  if (name.ends_with(".gz")) name.remove_suffix(3);
}

// The number or day in the name of a rotated file of this log; empty for any other file.
std::string_view rotation_of(std::string_view file, std::string_view log) {
  drop_gzip(file);
  std::string_view name = file;
  const std::string_view behind = take_rotation(name);
  if (!behind.empty() && name == log) return behind;

  const std::string_view stem = log.substr(0, log.rfind('.'));
  const std::string_view ending = log.substr(stem.size());
  if (!file.ends_with(ending)) return {};
  file.remove_suffix(ending.size());
  const std::string_view within = take_rotation(file, false);
  return file == stem ? within : std::string_view();
}

// So many of the folders that lead to a file, the nearest: "hostA/".
std::string nearest(fs::path folder, std::size_t depth) {
  std::string shown;
  for (; depth > 0 && !folder.empty(); --depth) {
    if (!folder.has_filename()) return "/" + shown;
    shown.insert(0, folder.filename().string() + "/");
    folder = folder.parent_path();
  }
  return shown;
}

// How many of them tell these folders apart.
std::size_t depth_of(const std::set<fs::path>& folders) {
  for (std::size_t depth = 0;; ++depth) {
    std::set<std::string> told;
    for (const fs::path& folder : folders) told.insert(nearest(folder, depth));
    if (told.size() == folders.size()) return depth;
  }
}

}  // namespace

std::string_view log_stem(std::string_view file_name) {
  std::string_view name = file_name;
  drop_gzip(name);
  take_rotation(name);
  const std::size_t point = name.rfind('.');
  if (point != std::string_view::npos && point > 0) name = name.substr(0, point);
  take_rotation(name, false);
  return name;
}

std::vector<std::string> log_names(const std::vector<std::string>& paths) {
  std::vector<std::pair<std::string, fs::path>> logs;  // stem, and the folder where links lead
  std::map<std::string, std::set<fs::path>> folders;
  for (const std::string& path : paths) {
    std::error_code ignored;
    const fs::path folder = fs::absolute(path, ignored).parent_path();
    const auto& [stem, real] = path == "-"
                                   ? logs.emplace_back(path, fs::path())
                                   : logs.emplace_back(log_stem(fs::path(path).filename().string()),
                                                       fs::weakly_canonical(folder, ignored));
    folders[stem].insert(real);
  }
  std::map<std::string, std::size_t> depths;
  for (const auto& [stem, different] : folders) depths[stem] = depth_of(different);
  std::vector<std::string> names;
  names.reserve(logs.size());
  for (const auto& [stem, folder] : logs) names.push_back(nearest(folder, depths[stem]) + stem);
  return names;
}

std::string real_path(const std::string& path) {
  std::error_code problem;
  const fs::path real = fs::canonical(path, problem);
  return problem ? path : real.string();
}

std::optional<std::string> predecessor(const std::string& path) {
  const fs::path log(path);
  const fs::path folder = log.has_parent_path() ? log.parent_path() : fs::path(".");
  // By day before by number; and while a file is compressed, it stands there twice.
  std::optional<std::pair<std::tuple<bool, std::int64_t, bool>, std::string>> latest;
  try {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      const std::string_view rotation = rotation_of(name, log.filename().string());
      const auto number = parse_integer<std::int64_t>(rotation);
      if (!number || !entry.is_regular_file()) continue;
      const bool is_dated = rotation.size() >= 8;
      const std::tuple age(is_dated, is_dated ? *number : -*number, !name.ends_with(".gz"));
      if (!latest || age > latest->first) latest.emplace(age, entry.path().string());
    }
  } catch (const fs::filesystem_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return std::nullopt;
    throw Error(ErrorKind::config,
                fmt::format("{}: cannot be read: {}", folder.string(), error.code().message()));
  }
  return latest ? std::optional(latest->second) : std::nullopt;
}

}  // namespace coffer::app
