#include "app/log/log_tail.hpp"

#include <algorithm>
#include <utility>

#include "app/log/line_reader.hpp"
#include "app/log/log_name.hpp"
#include "app/log/log_parser.hpp"
#include "coffer/error.hpp"

namespace coffer::app {
namespace {

constexpr std::size_t farthest = std::size_t{16} * 1024 * 1024;

// The entry on a line. Null for any other line, a damaged one included.
const Entry* parse(LogParser& parser, std::string_view line) {
  try {
    return parser.parse(line);
  } catch (const Error&) {
    return nullptr;
  }
}

std::string_view take_line(std::string_view& text) {
  const std::size_t length = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  return line;
}

std::string_view take_last_line(std::string_view& text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t newline = text.rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  const std::string_view line = text.substr(begin);
  text = text.substr(0, begin);
  return line;
}

}  // namespace

LogTail::LogTail(const LogFile& file) : file_(file) {
  find_end();
  find_columns();
  if (columns_) return;
  const bool may_be_cut = end_ == 0 && (torn_line_.empty() || may_begin_log(torn_line_));
  if (!may_be_cut) {
    file.fail("it is not a coffer log: no header line, nor a JSON line of one",
              "write to another file");
  }
}

void LogTail::find_end() {
  std::size_t begin = end_ = file_.size();
  while (begin > 0) {
    const std::size_t length = std::min(begin, chunk);
    begin -= length;
    const std::size_t found = file_.read(begin, length).rfind('\n');
    if (found == std::string::npos && begin > 0) continue;
    end_ = found == std::string::npos ? 0 : begin + found + 1;
    break;
  }
  if (file_.size() - end_ > farthest) {
    file_.fail("its last line has no end, and is longer than any line of a log");
  }
  torn_line_ = file_.read(end_, file_.size() - end_);
}

// By the last line that is one of a log, or else by the last header.
void LogTail::find_columns() {
  const std::size_t length = std::min(end_, 4 * chunk);
  const std::string read = file_.read(end_ - length, length);
  std::string_view text = read;
  if (length < end_) take_line(text);  // which may have begun before
  bool searched = false;
  while (!text.empty()) {
    const std::string_view line = take_last_line(text);
    LogParser parser;
    const Entry* entry = parse(parser, line);
    if (parser.header() != nullptr) {
      columns_ = *parser.header();
      return;
    }
    if (entry != nullptr) {
      columns_ = *entry->columns;
      is_json_ = true;
      return;
    }
    const bool may_be_csv = !line.empty() && line.front() != '{' && line.front() != '\0';
    if (may_be_csv && !std::exchange(searched, true)) header_ = header_before(end_);
    if (header_) break;
  }
  if (!searched) header_ = header_before(end_);
  if (!header_) return;
  LogParser parser;
  parse(parser, header_->line);
  if (parser.header() != nullptr) columns_ = *parser.header();
}

// The last header line, or what would be one, that begins before `position`.
std::optional<LogTail::Header> LogTail::header_before(std::size_t position) const {
  constexpr std::string_view mark = "timestamp";
  while (position > 0) {
    const std::size_t length = std::min(position, chunk);
    const std::size_t begin = position - length;
    // The mark may lie across the chunks' edge.
    const std::string text = file_.read(begin, std::min(length + mark.size() - 1, end_ - begin));
    // Most chunks hold none, and `find` is far faster than `rfind` to tell that.
    if (text.find(mark) == std::string::npos) {
      position = begin;
      continue;
    }
    for (std::size_t found = text.rfind(mark); found != std::string::npos;) {
      const std::size_t before = text.rfind('\n', found);
      const std::size_t behind = text.find('\n', found);
      const bool is_whole = before != std::string::npos && behind != std::string::npos;
      Header line = is_whole
                        ? Header{begin + before + 1, text.substr(before + 1, behind - before - 1)}
                        : line_around(begin + found);
      if (is_header_line(line.line)) return line;
      found =
          line.position <= begin ? std::string::npos : text.rfind(mark, line.position - begin - 1);
    }
    position = begin;
  }
  return std::nullopt;
}

// The line, without its end, that holds the byte at `position`.
LogTail::Header LogTail::line_around(std::size_t position) const {
  constexpr std::size_t longest = LineReader::max_length;
  const std::size_t first = position - std::min(position, longest);
  const std::string before = file_.read(first, position - first);
  const std::size_t newline = before.rfind('\n');
  const std::size_t begin = newline == std::string::npos ? first : first + newline + 1;
  const std::string rest = file_.read(begin, std::min(longest, end_ - begin));
  return {begin, rest.substr(0, rest.find('\n', position - begin))};
}

// The entries of the last bytes. True where there are no more to be looked at.
bool LogTail::each_entry(std::size_t length, const std::function<void(const Entry&)>& take) const {
  const std::size_t limit = std::min({length, farthest, end_});
  const std::size_t begin = end_ - limit;
  const std::string read = file_.read(begin, limit);
  std::string_view text = read;
  if (begin > 0) take_line(text);  // which may have begun before

  LogParser parser;
  if (!is_json_) {
    const std::size_t first = end_ - text.size();
    const bool is_last = header_ && header_->position < first;
    const auto header = is_last ? header_ : header_before(first);
    if (header) parse(parser, header->line);
  }
  while (!text.empty()) {
    if (const Entry* entry = parse(parser, take_line(text))) take(*entry);
  }
  return limit == end_ || limit == farthest;
}

void each_rotated_entry(const std::string& log_path,
                        const std::function<void(const Entry&)>& take) {
  const auto rotated = predecessor(real_path(log_path));
  if (!rotated) return;
  LineReader lines(*rotated);
  LogParser parser;
  while (const std::optional<Line> line = lines.next()) {
    if (!line->ended || line->too_long) continue;
    if (const Entry* entry = parse(parser, line->text)) take(*entry);
  }
}

}  // namespace coffer::app
