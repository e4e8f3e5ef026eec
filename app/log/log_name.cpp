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

constexpr std::size_t date_length = 8;

// Takes what logrotate adds off the end of a name, and returns its number or day: ".1",
// "-20261101", "-20261101-1793491200". A short number behind a '-' belongs to the name, and so does
// one behind a '.' within it ("sub.1.csv").
std::string_view take_rotation(std::string_view& name, bool is_end = true) {
  const std::size_t mark = name.find_last_not_of("0123456789");
  if (mark == std::string_view::npos || mark == 0 || mark + 1 == name.size()) return {};
  const std::string_view number = name.substr(mark + 1);
  const bool may_be_date = name[mark] == '-' && number.size() >= date_length;
  if (!may_be_date && !(name[mark] == '.' && is_end)) return {};
  name = name.substr(0, mark);
  const std::string_view date = may_be_date ? take_rotation(name, false) : std::string_view();
  return date.empty() ? number : date;
}

// A log's name, and what a rotation added to it: "main.csv" and "20261101" of main-20261101.csv.gz.
struct FileName {
  explicit FileName(std::string_view file) {
    if (file.ends_with(".gz")) file.remove_suffix(3);
    const std::string_view behind = take_rotation(file);
    const std::size_t point = file.rfind('.');
    std::string_view within = point == 0 ? file : file.substr(0, point);
    const std::string_view ending = file.substr(within.size());
    const std::string_view day = take_rotation(within, false);
    stem = within;
    log = stem + std::string(ending);
    rotation = behind.empty() ? day : behind;
  }

  std::string stem;  // of the log
  std::string log;
  std::string rotation;  // a number or a day; empty of the log itself
};

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

std::vector<std::string> log_names(const std::vector<std::string>& paths) {
  std::vector<std::pair<std::string, fs::path>> logs;  // stem, and the folder where links lead
  std::map<std::string, std::set<fs::path>> folders;
  for (const std::string& path : paths) {
    std::error_code ignored;
    const fs::path folder = fs::absolute(path, ignored).parent_path();
    const auto& [stem, real] =
        path == "-" ? logs.emplace_back(path, fs::path())
                    : logs.emplace_back(FileName(fs::path(path).filename().string()).stem,
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
      const std::string file = entry.path().filename().string();
      const FileName name(file);
      const auto number = parse_integer<std::int64_t>(name.rotation);
      if (name.log != log.filename() || !number || !entry.is_regular_file()) continue;
      const bool is_dated = name.rotation.size() >= date_length;
      const std::tuple age(is_dated, is_dated ? *number : -*number, !file.ends_with(".gz"));
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
