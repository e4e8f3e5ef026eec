#include "app/log/log_parser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/output/time.hpp"
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

}  // namespace

const Entry* LogParser::parse(std::string_view line) {
  line = trimmed(line);
  if (line.empty()) return nullptr;
  if (line.find('\0') != std::string_view::npos) fail("a NUL byte");  // as crashes leave behind

  if (line.front() == '{') {
    read_object(line);
    return &entry_;
  }
  if (line.front() == '[') fail("a JSON array, where a log has one object a line");
  csv_.split(line);
  if (is_header(csv_.cells())) {
    read_header();
    return nullptr;
  }
  if (header_ == nullptr) {
    if (std::exchange(header_missed_, true)) return nullptr;
    fail("neither a JSON object nor a CSV header; skipping to where one of them comes");
  }
  read_cells();
  return &entry_;
}

void LogParser::read_header() {
  header_ = nullptr;
  header_missed_ = false;
  header_ = known(csv_.cells());
}

void LogParser::read_cells() {
  const std::size_t width = header_->names.size();
  if (csv_.cells().size() != width)
    fail(fmt::format("{} cells under {} columns", csv_.cells().size(), width));
  entry_.columns = header_;
  entry_.cells = csv_.cells();
  for (const auto& text : {header_->profile, header_->report, header_->asset, header_->event}) {
    if (text) entry_.cells[*text] = text_of_cell(entry_.cells[*text]);
  }
  identify();
}

void LogParser::read_object(std::string_view line) {
  json_ = line;
  JsonReader json(json_, {.kind = ErrorKind::config, .source = "JSON"});
  names_.clear();
  lists_.clear();
  entry_.cells.clear();
  json.each_member([&](std::string_view name) {
    names_.push_back(name);
    if (name == "timestamp") {
      entry_.cells.push_back(json.string());
      return;
    }
    switch (json.type()) {
      case JsonReader::Type::string:
        entry_.cells.push_back(json.string());
        break;
      case JsonReader::Type::number:
        entry_.cells.push_back(json.number());
        break;
      case JsonReader::Type::boolean:
        entry_.cells.emplace_back(json.boolean() ? "true" : "false");
        break;
      case JsonReader::Type::array:
        entry_.cells.push_back(read_list(json));
        break;
      default:
        json.skip();
        entry_.cells.emplace_back();
    }
  });
  entry_.columns = known(names_);
  identify();
}

// Its texts, joined by spaces.
std::string_view LogParser::read_list(JsonReader& json) {
  std::string& joined = lists_.emplace_back();
  json.each_element([&] {
    if (json.type() != JsonReader::Type::string) return json.skip();
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
  read_time(cell(columns.time), "time");
  report_.assign("ledger ").append(cell(columns.account));
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
  const auto same = [&](const LogColumns& columns) {
    return std::ranges::equal(columns.names, names);
  };
  // The newest are at the front; hardly a log has more kinds of lines than these.
  constexpr std::size_t enough = 16;
  const auto end =
      columns_.begin() + static_cast<std::ptrdiff_t>(std::min(columns_.size(), enough));
  const auto found = std::find_if(columns_.begin(), end, same);
  if (found != end) return &*found;

  LogColumns columns(std::vector<std::string>(names.begin(), names.end()));
  if (!columns.timestamp) fail("no timestamp");
  for (const std::string& name : columns.names) {
    if (!name.empty() && std::ranges::count(columns.names, name) > 1)
      fail(fmt::format("duplicate column {}", name));
  }
  if (!columns.report && columns.usual_report.empty()) fail("not a coffer log: unknown columns");
  return &columns_.emplace_front(std::move(columns));
}

bool is_header_line(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.front() == '{') return false;
  CsvLine csv;
  try {
    csv.split(line);
  } catch (const Error&) {
    return false;
  }
  return is_header(csv.cells());
}

bool may_begin_log(std::string_view line) {
  line = trimmed(line);
  for (const std::string_view beginning : {"timestamp,", "{\"timestamp\":"}) {
    if (line.starts_with(beginning) || beginning.starts_with(line)) return true;
  }
  return false;
}

}  // namespace coffer::app
