#include "app/render/formats.hpp"
#include "app/render/json_row.hpp"

namespace coffer::app {
namespace {

std::string render(const Report& report, const RenderStyle& /*style*/) {
  std::string out;
  JsonWriter json(JsonWriter::Style::compact);
  for (const Row& row : report.rows) {
    write_row(json, report, row);
    out += json.take();
    out += '\n';
  }
  return out;
}

}  // namespace

const Format formats::jsonl{
    .name = "jsonl", .render = render, .is_log = true, .errors_as_json = true};

}  // namespace coffer::app
