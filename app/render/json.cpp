#include "app/render/json.hpp"

#include "coffer/json_writer.hpp"

namespace coffer::app {
namespace {

struct CellWriter {
  JsonWriter& json;

  void operator()(std::monostate) const { json.null(); }
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

void write_row(JsonWriter& json, const Report& report, const Row& row) {
  json.begin_object();
  for (const std::size_t column : report.shown) {
    json.key(report.columns[column].key);
    std::visit(CellWriter{json}, row.cells[column]);
  }
  json.end_object();
}

}  // namespace

std::string render_json(const Report& report, bool indented) {
  JsonWriter json(indented ? JsonWriter::Style::indented : JsonWriter::Style::compact);
  const bool array = report.form == Form::list || report.several_profiles;
  if (array) json.begin_array();
  for (const Row& row : report.rows) write_row(json, report, row);
  if (array) json.end_array();
  return json.take() + '\n';
}

std::string render_jsonl(const Report& report) {
  std::string out;
  JsonWriter json(JsonWriter::Style::compact);
  for (const Row& row : report.rows) {
    write_row(json, report, row);
    out += json.take();
    out += '\n';
  }
  return out;
}

}  // namespace coffer::app
