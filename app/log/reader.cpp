#include "app/log/reader.hpp"

#include <strings.h>

#include <algorithm>

#include "app/log/line_reader.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

bool is_selected(const LogRecord& record, const Selection& selection) {
  if (selection.since && record.time < *selection.since) return false;
  if (selection.until && record.time >= *selection.until) return false;
  return selection.assets.empty() ||
         std::ranges::any_of(selection.assets, [&](const std::string& asset) {
           return asset.size() == record.asset.size() &&
                  ::strncasecmp(asset.data(), record.asset.data(), asset.size()) == 0;
         });
}

}  // namespace

History::History(const Selection& selection, const std::vector<std::string>& paths,
                 std::size_t max_slices, const Complaint& complain)
    : max_slices_(max_slices) {
  LogParser parser(selection.column);
  for (const std::string& path : paths) {
    LineReader reader(path);
    parser.start_file();
    while (const std::optional<Line> line = reader.next()) {
      try {
        if (line->too_long) throw Error(ErrorKind::usage, "longer than any line of a log");
        const LogRecord* record = parser.parse(line->text);
        // What lacks its end may lack digits. An object is whole when it has its closing brace.
        if (!line->ended && record != nullptr && !line->text.ends_with('}'))
          throw Error(ErrorKind::usage, "cut short: it has no line end");
        if (record != nullptr && is_selected(*record, selection)) add(*record);
      } catch (const Error& error) {
        complain(path, line->number, error.message);
      }
    }
  }
  parser.require_column();
}

void History::add(const LogRecord& record) {
  for (const LogRecord::Value& value : record.values) {
    find(record.profile, record.asset, value.column).add(record.time, value.amount);
  }
}

Series& History::find(std::string_view profile, std::string_view asset, std::string_view column) {
  name_.assign(profile).append(1, '\0').append(asset).append(1, '\0').append(column);
  if (const auto known = by_name_.find(name_); known != by_name_.end()) return *known->second;
  Series& series = series_.emplace_back(
      Series::Name{std::string(profile), std::string(asset), std::string(column)}, max_slices_);
  by_name_.emplace(name_, &series);
  return series;
}

}  // namespace coffer::app
