#include "app/log/log_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

namespace fs = std::filesystem;

// A log's name, and what a rotation added to it: "main.csv" and "20261101" of main-20261101.csv.gz.
struct FileName {
  explicit FileName(const std::string& file) {
    // A short number behind a '-' belongs to the name, and so does one behind a '.' within it.
    static const std::regex form(
        R"(([^/]+?)(?:-(\d{8,})(?:-\d+)?)?)"  // main, -20261101, -20261101-1793491200
        R"((\.[^.]*?[^.\d][^.]*?)?)"          // .csv
        R"((?:\.(\d+)|-(\d{8,})(?:-\d+)?)?)"  // .1, -20261101
        R"((?:\.gz)?)");
    std::smatch parts;
    std::regex_match(file, parts, form);
    stem = parts.str(1);
    log = stem + parts.str(3);
    rotation = parts.str(4) + parts.str(5);
    if (rotation.empty()) rotation = parts.str(2);
  }

  std::string stem;  // of the log
  std::string log;
  std::string rotation;  // a number or a day; empty of the log itself
};

// So many of the folders that lead to a file, the nearest: "hostA/".
std::string nearest(const fs::path& folder, std::size_t depth) {
  fs::path shown;
  for (auto part = folder.end(); depth > 0 && part != folder.begin(); --depth)
    shown = *--part / shown;
  return shown.string();
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
  std::vector<std::string> names;
  names.reserve(logs.size());
  for (const auto& [stem, folder] : logs)
    names.push_back(nearest(folder, depth_of(folders[stem])) + stem);
  return names;
}

std::string real_path(const std::string& path) {
  std::error_code problem;
  const fs::path real = fs::canonical(path, problem);
  return problem ? path : real.string();
}

std::optional<std::string> predecessor(const std::string& path) {
  const fs::path log = real_path(path);
  // By day before by number; and while a file is compressed, it stands there twice.
  std::optional<std::pair<std::tuple<bool, std::int64_t, bool>, std::string>> latest;
  try {
    for (const fs::directory_entry& entry :
         fs::directory_iterator(fs::absolute(log).parent_path())) {
      const std::string file = entry.path().filename().string();
      const FileName name(file);
      const auto number = parse_integer<std::int64_t>(name.rotation);
      if (name.log != log.filename() || !number || !entry.is_regular_file()) continue;
      const bool is_dated = name.rotation.size() >= 8;
      const std::tuple age(is_dated, is_dated ? *number : -*number, !file.ends_with(".gz"));
      if (!latest || age > latest->first) latest.emplace(age, entry.path().string());
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::config, fmt::format("{}: cannot be read: {}", error.path1().string(),
                                               error.code().message()));
  }
  return latest ? std::optional(latest->second) : std::nullopt;
}

}  // namespace coffer::app
