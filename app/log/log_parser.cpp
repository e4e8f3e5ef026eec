#include "app/log/log_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/output/time.hpp"
#include "app/terminal/text.hpp"
#include "coffer/error.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

[[noreturn]] void fail(std::string why) { throw Error(ErrorKind::config, std::move(why)); }

std::string_view trimmed(std::string_view line) {
  if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line;
}

bool is_header(const std::vector<std::string_view>& cells) {
  const bool begins_like_a_time = !cells.front().empty() && cells.front().front() <= '9';
  return !begins_like_a_time && std::ranges::find(cells, "timestamp") != cells.end();
}

// Takes the cell that `rest` begins with off it, with its quotes, which are left out of what is
// added to `unquoted`.
std::string_view take_quoted(std::string_view& rest, std::string& unquoted) {
  const std::size_t begin = unquoted.size();
  for (;;) {
    const std::size_t end = rest.find('"', 1);
    if (end == std::string_view::npos) fail("a quote is not closed");
    unquoted.append(rest, 1, end - 1);
    rest.remove_prefix(end + 1);
    if (!rest.starts_with('"')) break;
    unquoted += '"';
  }
  return std::string_view(unquoted).substr(begin);
}

}  // namespace

void split_csv(std::string_view line, std::vector<std::string_view>& cells, std::string& unquoted) {
  cells.clear();
  unquoted.clear();
  unquoted.reserve(line.size());  // so that views into it stay valid
  do {
    std::string_view cell;
    if (line.starts_with('"')) {
      cell = take_quoted(line, unquoted);
    } else {
      cell = line.substr(0, line.find(','));
      line.remove_prefix(cell.size());
    }
    if (!line.empty() && line.front() != ',') fail("text after a quoted cell");
    take(cell, '\'');
    cells.push_back(cell);
  } while (take(line, ','));
}

const Entry* LogParser::parse(std::string_view line) {
  line = trimmed(line);
  if (line.empty()) return nullptr;
  if (line.find('\0') != std::string_view::npos) fail("a NUL byte");  // as crashes leave behind

  if (line.front() == '{') {
    read_object(line);
    identify();
    return &entry_;
  }
  if (line.front() == '[') fail("a JSON array, where a log has one object a line");
  split_csv(line, entry_.cells, unquoted_);
  if (is_header(entry_.cells)) {
    header_ = nullptr;
    header_missed_ = false;
    header_ = known(entry_.cells);
    return nullptr;
  }
  if (header_ == nullptr) {
    if (std::exchange(header_missed_, true)) return nullptr;
    fail("neither a JSON object nor a CSV header; skipping to the next one");
  }
  entry_.columns = header_;
  const std::size_t width = header_->names.size();
  if (entry_.cells.size() != width)
    fail(
        fmt::format("{} under {}", counted(entry_.cells.size(), "cell"), counted(width, "column")));
  identify();
  return &entry_;
}

const Entry* LogParser::parse_if_sound(std::string_view line) {
  try {
    return parse(line);
  } catch (const Error&) {
    return nullptr;
  }
}

void LogParser::read_object(std::string_view line) {
  json_ = line;
  JsonReader json(json_, {.kind = ErrorKind::config, .source = "JSON"});
  names_.clear();
  lists_.clear();
  entry_.cells.clear();
  json.each_member([&](std::string_view name) {
    names_.push_back(name);
    entry_.cells.push_back(read_value(json));
  });
  entry_.columns = known(names_);
}

// A text or a number; of an array its texts, joined by spaces; nothing of any other value.
std::string_view LogParser::read_value(JsonReader& json) {
  if (json.type() == JsonReader::Type::string) return json.string();
  if (json.type() == JsonReader::Type::number) return json.number();
  if (json.type() != JsonReader::Type::array) return {};
  std::string& joined = lists_.emplace_back();
  json.each_element([&] {
    if (json.type() != JsonReader::Type::string) return;
    joined.append(joined.empty() ? 0 : 1, ' ').append(json.string());
  });
  return joined;
}

// Takes what the line is about from the cells.
void LogParser::identify() {
  const LogColumns& columns = *entry_.columns;
  const auto cell = [&](std::optional<std::size_t> place) {
    return place ? entry_.cells[*place] : std::string_view();
  };
  entry_.profile = cell(columns.profile);
  entry_.report = cell(columns.report);
  if (entry_.report.empty()) entry_.report = columns.usual_report;
  entry_.asset = cell(columns.asset);
  if (entry_.report != "ledger") return read_time(cell(columns.timestamp), "timestamp");
  read_time(entry_.cell("time"), "time");
  report_.assign("ledger ").append(entry_.cell("account"));
  entry_.report = report_;
}

// Lines that were written together have the same time.
void LogParser::read_time(std::string_view text, std::string_view name) {
  if (text == time_text_ && !text.empty()) return;
  const std::optional<Time> time = parse_time(text);
  if (!time) fail(fmt::format("the {} is not a time", name));
  entry_.time = *time;
  time_text_ = text;
}

const LogColumns* LogParser::known(const std::vector<std::string_view>& names) {
  // The newest are at the front; hardly a log has more kinds of lines than these.
  constexpr std::size_t enough = 16;
  const auto end =
      columns_.begin() + static_cast<std::ptrdiff_t>(std::min(columns_.size(), enough));
  const auto found = std::find_if(columns_.begin(), end, [&](const LogColumns& columns) {
    return std::ranges::equal(columns.names, names);
  });
  if (found != end) return &*found;
  LogColumns columns(std::vector<std::string>(names.begin(), names.end()));
  if (!columns.timestamp) fail("no timestamp");
  for (const std::string& name : columns.names) {
    if (!name.empty() && std::ranges::count(columns.names, name) > 1)
      fail(fmt::format("duplicate column {}", name));
  }
  if (!columns.report && columns.usual_report.empty()) fail("unknown columns");
  return &columns_.emplace_front(std::move(columns));
}

bool is_header_line(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.front() == '{') return false;
  std::vector<std::string_view> cells;
  std::string unquoted;
  try {
    split_csv(line, cells, unquoted);
  } catch (const Error&) {
    return false;
  }
  return is_header(cells);
}

bool may_begin_log(std::string_view line) {
  line = trimmed(line);
  for (const std::string_view beginning : {"timestamp,", "{\"timestamp\":"}) {
    if (line.starts_with(beginning) || beginning.starts_with(line)) return true;
  }
  return false;
}

}  // namespace coffer::app
