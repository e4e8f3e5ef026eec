#include "app/log/source.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/output/time.hpp"
#include "app/system/shell.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// Of the damaged lines of a file.
constexpr std::size_t told = 5;

constexpr const char* logging = "log with --append FILE, which writes what history reads";

// What a file is that holds no entry of a log, and the way out where there is one: by its first
// line, or the beginning of that.
std::pair<std::string, std::string> foreign_format(std::string_view first_line,
                                                   std::string_view path) {
  const std::string file = shell_word(path == standard_input ? "FILE" : path);
  if (first_line.starts_with("\xFF\xFE") || first_line.starts_with("\xFE\xFF"))
    return {"UTF-16 text", fmt::format("iconv -f UTF-16 -t UTF-8 {} | coffer history -", file)};
  if (first_line.starts_with("\xFD"
                             "7zXZ"))
    return {"xz data", fmt::format("xzcat {} | coffer history -", file)};
  if (first_line.find('\0') != std::string_view::npos) return {"binary data", ""};
  if (first_line.starts_with('[')) return {"a JSON array", logging};

  const std::size_t separator = first_line.find_first_of(",;\t");
  const bool has_header = first_line.find("timestamp") != std::string_view::npos;
  if (has_header && separator != std::string_view::npos && first_line[separator] == ';')
    return {"semicolons between its cells", "save it with commas, and amounts with points"};
  if (has_header && separator != std::string_view::npos && first_line[separator] == '\t')
    return {"tabs between its cells", "save it with commas"};
  if (parse_time(first_line.substr(0, separator)))
    return {"CSV without a header line", "add the log's header line at the top"};
  return {"neither CSV with a header of coffer nor JSON lines", has_header ? "" : logging};
}

}  // namespace

LogSource::LogSource(const std::string& file, std::string whose, std::vector<std::string>& warnings)
    : path(file == "-" ? standard_input : file),
      profile(std::move(whose)),
      warnings_(warnings),
      lines_(file) {}

void LogSource::advance() {
  entry_ = nullptr;
  while (const std::optional<Line> line = lines_.next()) {
    constexpr std::size_t enough = 256;
    if (beginning_.empty()) beginning_ = line->text.substr(0, enough);
    number_ = line->number;
    is_torn_ = !line->ended && !line->too_long;
    try {
      if (line->too_long) throw Error(ErrorKind::config, "longer than any line of a log");
      // What it says is nobody's figure.
      if (is_torn_) throw Error(ErrorKind::config, "cut short: it has no line end");
      entry_ = parser_.parse(line->text);
    } catch (const Error& error) {
      complain(error.message);
    }
    if (entry_ == nullptr) continue;
    ++entries_;
    return;
  }
  finish();
}

void LogSource::finish() {
  if (lines_.is_cut()) warnings_.push_back(fmt::format("{}: the gzip data is cut short", path));
  // A torn line may be all that there is of a new log.
  const bool is_log = parser_.header() != nullptr || may_begin_log(beginning_);
  if (entries_ == 0 && damaged_ > (is_torn_ && is_log ? 1 : 0)) {
    if (parser_.header() != nullptr)
      throw Error(ErrorKind::config, fmt::format("{}: only damaged lines", path), first_damage_);
    const auto [what, hint] = foreign_format(beginning_, path);
    throw Error(ErrorKind::config, fmt::format("{}: not a coffer log: {}", path, what),
                hint.empty() ? first_damage_ : hint);
  }
  if (damaged_ > told)
    warnings_.push_back(fmt::format("{}: {} skipped", path, counted(damaged_ - told, "more line")));
}

void LogSource::reject(std::string_view why) {
  --entries_;
  complain(why);
}

void LogSource::complain(std::string_view why) {
  if (++damaged_ > told) return;
  if (damaged_ == 1) first_damage_ = fmt::format("line {}: {}", number_, why);
  warnings_.push_back(fmt::format("{}:{}: line skipped: {}", path, number_, why));
}

}  // namespace coffer::app
