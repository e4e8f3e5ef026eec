#include "app/render/json_row.hpp"

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

}  // namespace

void write_row(JsonWriter& json, const Report& report, const Row& row) {
  json.begin_object();
  for (const std::size_t column : report.shown) {
    json.key(report.columns[column].key);
    std::visit(CellWriter{json}, row.cells[column]);
  }
  json.end_object();
}

}  // namespace coffer::app
