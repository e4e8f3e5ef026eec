#include "app/log/log_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "coffer/error.hpp"

namespace coffer::app {
namespace {

namespace fs = std::filesystem;

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Takes what logrotate adds off the end of a name, and returns its number or day: ".1",
// "-20261101", "-20261101-1793491200". A short number behind a '-' belongs to the name, and so does
// one behind a '.' within it ("sub.1.csv").
std::string_view take_rotation(std::string_view& name, bool is_end = true) {
  constexpr std::size_t date_length = 8;
  std::string_view taken;
  for (;;) {
    const std::size_t point = std::min(name.find_last_of(".-"), name.size());
    const std::string_view number = name.substr(std::min(point + 1, name.size()));
    const bool is_rotation = point > 0 && is_number(number) &&
                             (name[point] == '.' ? is_end : number.size() >= date_length);
    if (!is_rotation) return taken;
    taken = number;
    const bool may_follow_a_date = name[point] == '-';
    name = name.substr(0, point);
    if (!may_follow_a_date) return taken;
  }
}

void drop_gzip(std::string_view& name) {
  if (name.ends_with(".gz")) name.remove_suffix(3);
}

// The folders that lead to a file, the nearest first.
std::vector<std::string> folders_of(const std::string& path) {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(path, ignored).lexically_normal();
  const fs::path real = fs::weakly_canonical(absolute.parent_path(), ignored);
  std::vector<std::string> folders;
  for (const fs::path& part : real.empty() ? absolute.parent_path() : real)
    folders.push_back(part.string());
  std::ranges::reverse(folders);
  return folders;
}

struct Name {
  std::string stem;
  std::vector<std::string> folders;  // none for standard input

  std::string text(std::size_t depth) const {
    std::string shown = stem;
    for (std::size_t i = 0; i < std::min(depth, folders.size()); ++i)
      shown.insert(0, fmt::format("{}/", folders[i]));
    return shown;
  }
};

// How many folders tell these names, which are alike, from each other.
std::size_t depth_of(const std::vector<const Name*>& alike) {
  std::set<std::vector<std::string>> different;
  for (const Name* name : alike) different.insert(name->folders);
  for (std::size_t depth = 0;; ++depth) {
    std::set<std::string> told;
    for (const Name* name : alike) told.insert(name->text(depth));
    if (told.size() == different.size()) return depth;
  }
}

// What tells how old a rotated file is.
struct Age {
  bool dated = false;        // by the day in its name, else by its number
  std::uint64_t number = 0;  // of the day, else of the rotation
  bool plain = false;        // while a file is compressed, it stands there twice
  fs::file_time_type written;
};

bool is_later(const Age& left, const Age& right) {
  if (left.dated != right.dated) return left.written > right.written;
  if (left.number == right.number) return left.plain && !right.plain;
  return left.dated ? left.number > right.number : left.number < right.number;
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
  std::vector<Name> names;
  names.reserve(paths.size());
  std::map<std::string, std::vector<const Name*>> alike;
  for (const std::string& path : paths) {
    names.push_back(path == "-" ? Name{path, {}}
                                : Name{std::string(log_stem(fs::path(path).filename().string())),
                                       folders_of(path)});
  }
  for (const Name& name : names) alike[name.stem].push_back(&name);
  std::vector<std::string> told;
  told.reserve(names.size());
  for (const Name& name : names) told.push_back(name.text(depth_of(alike[name.stem])));
  return told;
}

std::string real_path(const std::string& path) {
  std::error_code problem;
  const fs::path real = fs::canonical(path, problem);
  return problem ? path : real.string();
}

std::optional<std::string> predecessor(const std::string& path) {
  const fs::path log(path);
  std::optional<std::string> latest;
  std::optional<Age> latest_age;
  std::error_code problem;
  const fs::path folder = log.has_parent_path() ? log.parent_path() : fs::path(".");
  for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    const std::string_view number = rotation_of(name, log.filename().string());
    if (number.empty()) continue;
    Age age{
        .dated = number.size() >= 8, .number = 0, .plain = !name.ends_with(".gz"), .written = {}};
    std::from_chars(number.data(), number.data() + number.size(), age.number);
    std::error_code ignored;
    if (!entry->is_regular_file(ignored)) continue;
    age.written = fs::last_write_time(entry->path(), ignored);
    if (latest_age && !is_later(age, *latest_age)) continue;
    latest = entry->path().string();
    latest_age = age;
  }
  if (problem) {
    throw Error(ErrorKind::config,
                fmt::format("{}: cannot be read: {}", folder.string(), problem.message()));
  }
  return latest;
}

}  // namespace coffer::app
