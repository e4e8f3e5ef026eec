#include "app/log/log_parser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/report.hpp"
#include "app/timestamp.hpp"
#include "coffer/error.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/nearest.hpp"

namespace coffer::app {
namespace {

[[noreturn]] void fail(std::string why) { throw Error(ErrorKind::usage, std::move(why)); }

}  // namespace

void LogParser::start_file() {
  layout_.reset();
  header_missed_ = false;
}

const LogRecord* LogParser::parse(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  if (line.empty()) return nullptr;
  if (line.find('\0') != std::string_view::npos) fail("a NUL byte");  // as crashes leave behind

  record_.values.clear();
  if (line.front() == '{') {
    json_ = line;
    read_object();
    return &record_;
  }
  csv_.split(line);
  if (csv_.cells().front() == "timestamp") {
    read_header();
    return nullptr;
  }
  if (!layout_) {
    if (std::exchange(header_missed_, true)) return nullptr;
    fail("neither a JSON object nor a CSV header; skipping to where one of them comes");
  }
  read_cells();
  return &record_;
}

void LogParser::read_header() {
  Layout layout;
  for (const std::string_view cell : csv_.cells()) layout.columns.emplace_back(cell);
  const auto place_of = [&](std::string_view name) -> std::optional<std::size_t> {
    const auto found = std::ranges::find(layout.columns, name);
    if (found == layout.columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - layout.columns.begin());
  };
  layout.profile = place_of("profile");
  layout.asset = place_of("asset");
  for (std::size_t place = 1; place < layout.columns.size(); ++place) {
    if (place == layout.profile || place == layout.asset) continue;
    if (is_wanted(layout.columns[place], layout.asset.has_value())) layout.values.push_back(place);
  }
  layout_ = std::move(layout);
}

void LogParser::read_cells() {
  const std::vector<std::string_view>& cells = csv_.cells();
  const Layout& layout = *layout_;
  if (cells.size() != layout.columns.size())
    fail(fmt::format("{} cells under {} columns", cells.size(), layout.columns.size()));

  const auto text = [&](std::optional<std::size_t> place) {
    return place ? text_of_cell(cells[*place]) : std::string_view();
  };
  read_time(cells.front());
  record_.profile = text(layout.profile);
  record_.asset = text(layout.asset);
  for (const std::size_t place : layout.values) {
    if (!cells[place].empty()) read_value(layout.columns[place], cells[place]);
  }
}

void LogParser::read_object() {
  JsonReader json(json_, {.kind = ErrorKind::usage, .source = "JSON"});
  const auto text = [&] {
    if (json.type() != JsonReader::Type::null) return json.string();
    json.null();
    return std::string_view();
  };
  bool has_time = false;
  bool has_asset = false;
  record_.profile = record_.asset = {};
  // The asset, which decides what is wanted, may stand behind the amounts.
  const std::size_t start = json.mark();
  json.each_member([&](std::string_view key) {
    if (key == "timestamp") {
      read_time(json.string());
      has_time = true;
    } else if (key == "profile") {
      record_.profile = text();
    } else if (key == "asset") {
      has_asset = json.type() != JsonReader::Type::null;
      record_.asset = text();
    } else {
      json.skip();
    }
  });
  if (!has_time) json.fail_missing("timestamp");

  json.rewind(start);
  json.each_member([&](std::string_view key) {
    const bool is_value =
        key != "timestamp" && key != "profile" && key != "asset" && is_wanted(key, has_asset);
    if (!is_value || json.type() == JsonReader::Type::null) {
      json.skip();
    } else if (json.type() == JsonReader::Type::number) {
      read_value(key, json.number());
    } else {
      read_value(key, json.string());
    }
  });
}

void LogParser::read_time(std::string_view text) {
  const std::optional<Time> time = parse_time(text);
  if (!time) fail("the timestamp is no time");
  record_.time = *time;
}

void LogParser::read_value(std::string_view column, std::string_view text) {
  std::optional<Decimal> amount = Decimal::parse(text);
  if (!amount) fail(fmt::format("{} is no amount", column));
  record_.values.push_back({column, std::move(*amount)});
}

bool LogParser::is_wanted(std::string_view column, bool has_asset) {
  const bool wanted =
      column_ ? same_but_for_case(column, *column_) : !has_asset || column == "totalBalance";
  constexpr std::size_t enough = 32;
  if (wanted) {
    column_found_ = true;
  } else if (!column_found_ && passed_over_.size() < enough &&
             std::ranges::find(passed_over_, column) == passed_over_.end()) {
    passed_over_.emplace_back(column);
  }
  return wanted;
}

void LogParser::require_column() const {
  if (column_found_ || passed_over_.empty()) return;
  const std::string wanted = column_.value_or("totalBalance");
  const std::string_view near =
      nearest(wanted, std::vector<std::string_view>(passed_over_.begin(), passed_over_.end()));
  std::string columns;
  for (const std::string& column : passed_over_) {
    columns += fmt::format("{}{}", columns.empty() ? "" : ", ", column);
  }
  throw Error(ErrorKind::usage, fmt::format("no log has a column '{}'", wanted),
              near.empty() ? fmt::format("--of takes one of {}", columns)
                           : fmt::format("did you mean --of {}? there are {}", near, columns));
}

}  // namespace coffer::app
