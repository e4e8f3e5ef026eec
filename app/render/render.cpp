#include "app/render/render.hpp"

#include "app/render/csv.hpp"
#include "app/render/json.hpp"
#include "coffer/error.hpp"

namespace coffer::app {

std::string render(const Report& report, Format format, const RenderStyle& style) {
  switch (format) {
    case Format::table:
      return render_table(report, {.headers = style.headers,
                                   .color = style.color,
                                   .width = style.width,
                                   .is_marked = style.is_marked});
    case Format::csv:
      return render_csv(report, style.headers);
    case Format::json:
      return render_json(report, style.indented);
    case Format::jsonl:
      return render_jsonl(report);
  }
  throw Error(ErrorKind::internal, "a format without a renderer was asked");
}

}  // namespace coffer::app
