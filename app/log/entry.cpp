#include "app/log/entry.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "app/render/formats.hpp"
#include "coffer/account.hpp"
#include "coffer/json_writer.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// By columns that no other report has.
std::string_view report_with(const std::vector<std::string>& names) {
  const auto has = [&](auto... any) { return (contains(names, any) || ...); };
  if (has("event", "sn", "orderId")) return "ledger";
  if (has("cashValue", "marginValue", "unpriced")) return "worth";
  if (has("asset")) return has("borrowed", "interest", "netBalance") ? "margin" : "cash";
  if (std::ranges::any_of(names, is_risk_amount)) return "risk";
  return {};
}

void write(JsonWriter& json, std::string_view text, CellType type) {
  if (text.empty() && type != CellType::list) {
    json.null();
  } else if (type == CellType::integer) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    json.integer(number);
  } else if (type == CellType::flag) {
    json.boolean(text == "true");
  } else if (type == CellType::list) {
    json.begin_array();
    while (!text.empty()) {
      const std::size_t length = std::min(text.find(' '), text.size());
      json.string(text.substr(0, length));
      text.remove_prefix(std::min(length + 1, text.size()));
    }
    json.end_array();
  } else {
    json.string(text);
  }
}

}  // namespace

LogColumns::LogColumns(std::vector<std::string> column_names, std::vector<CellType> column_types)
    : names(std::move(column_names)),
      types(std::move(column_types)),
      timestamp(find("timestamp")),
      profile(find("profile")),
      report(find("report")),
      asset(find(contains(names, "asset") ? "asset" : "currency")),
      currency(find("currency")),
      time(find("time")),
      account(find("account")),
      event(find("event")),
      sn(find("sn")),
      usual_report(report_with(names)) {}

std::optional<std::size_t> LogColumns::find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::string_view Entry::cell(std::string_view column) const {
  const auto place = columns->find(column);
  return place ? cells[*place] : std::string_view();
}

std::string csv_header(const LogColumns& columns) {
  std::string line;
  for (const std::string& name : columns.names) line.append(name) += ',';
  line.back() = '\n';
  return line;
}

std::string csv_line(const Entry& entry, const LogColumns& columns) {
  std::string line;
  for (const std::string& name : columns.names) {
    const auto place = entry.columns->find(name);
    const CellType type = place ? entry.columns->types[*place] : CellType::text;
    const std::string_view text = place ? entry.cells[*place] : std::string_view();
    if (type == CellType::text || type == CellType::list) {
      append_csv_text(line, text);
    } else {
      line += text;
    }
    line += ',';
  }
  line.back() = '\n';
  return line;
}

std::string json_line(const Entry& entry, const LogColumns& columns) {
  JsonWriter json(JsonWriter::Style::compact);
  json.begin_object();
  for (const std::string& name : columns.names) {
    const auto place = entry.columns->find(name);
    json.key(name);
    place ? write(json, entry.cells[*place], entry.columns->types[*place])
          : static_cast<void>(json.null());
  }
  json.end_object();
  return json.take() + '\n';
}

bool is_leading_column(std::string_view column) {
  constexpr std::array<std::string_view, 3> leading{"timestamp", "profile", "report"};
  return std::ranges::any_of(
      leading, [&](std::string_view name) { return equal_ignoring_case(name, column); });
}

bool is_value(std::string_view column) {
  return column == "price" || column == "value" || column == "share";
}

bool is_risk_amount(std::string_view column) {
  return std::ranges::any_of(fields<MarginRisk>,
                             [&](const auto& field) { return field.key == column; });
}

}  // namespace coffer::app
