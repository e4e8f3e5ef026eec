#include "app/render/formats.hpp"
#include "coffer/json_writer.hpp"

namespace coffer::app {
namespace {

struct CellWriter {
  JsonWriter& json;

  void operator()(std::monostate) const { json.null(); }
  void operator()(Never) const { json.null(); }
  void operator()(const std::string& text) const { json.string(text); }
  void operator()(const Decimal& amount) const { json.string(amount.text()); }
  void operator()(std::int64_t integer) const { json.integer(integer); }
  void operator()(bool flag) const { json.boolean(flag); }
  void operator()(Time time) const { json.string(to_text(time)); }
  void operator()(const std::vector<std::string>& list) const {
    json.begin_array();
    for (const std::string& element : list) json.string(element);
    json.end_array();
  }
};

// A row of a shaped report as an object.
void write_row(JsonWriter& json, const Report& report, const Row& row) {
  json.begin_object();
  for (const std::size_t column : report.shown) {
    json.key(report.columns[column].key);
    std::visit(CellWriter{json}, row.cells[column]);
  }
  json.end_object();
}

// With its key.
constexpr std::size_t usual_cell_size = 32;

std::string render_document(const Report& report, const RenderStyle& style) {
  JsonWriter json(style.indented ? JsonWriter::Style::indented : JsonWriter::Style::compact);
  const bool array = report.layout == Layout::list || report.several_profiles || report.is_total;
  std::string out;
  out.reserve((report.rows.size() + 1) * report.shown.size() * usual_cell_size);
  if (array) json.begin_array();
  for (const Row& row : report.rows) {
    write_row(json, report, row);
    json.move_to(out);
  }
  if (array) json.end_array();
  json.move_to(out);
  out += '\n';
  return out;
}

std::string render_lines(const Report& report, const RenderStyle& /*style*/) {
  std::string out;
  out.reserve((report.rows.size() + 1) * report.shown.size() * usual_cell_size);
  JsonWriter json(JsonWriter::Style::compact);
  for (const Row& row : report.rows) {
    write_row(json, report, row);
    out += json.take();
    out += '\n';
  }
  return out;
}

}  // namespace

const Format formats::json{
    .name = "json", .render = render_document, .errors_as_json = true, .in_rounds = "jsonl"};

const Format formats::jsonl{
    .name = "jsonl", .render = render_lines, .is_log = true, .errors_as_json = true};

}  // namespace coffer::app
