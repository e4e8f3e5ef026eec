#include "app/render/formats.hpp"
#include "app/render/json_row.hpp"

namespace coffer::app {
namespace {

std::string render(const Report& report, const RenderStyle& style) {
  JsonWriter json(style.indented ? JsonWriter::Style::indented : JsonWriter::Style::compact);
  const bool array = report.layout == Layout::list || report.several_profiles || report.is_total;
  if (array) json.begin_array();
  for (const Row& row : report.rows) write_row(json, report, row);
  if (array) json.end_array();
  return json.take() + '\n';
}

}  // namespace

const Format formats::json{
    .name = "json", .render = render, .errors_as_json = true, .in_rounds = "jsonl"};

}  // namespace coffer::app
