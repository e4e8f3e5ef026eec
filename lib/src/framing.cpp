#include "framing.hpp"

#include <charconv>
#include <system_error>

#include "text/ascii.hpp"

namespace coffer {

void Framing::add(std::string_view name, std::string_view value) {
  size_ += name.size() + value.size() + 4;  // ": ", CR and LF
  if (equal_ignoring_case(name, "Content-Encoding")) {
    if (!equal_ignoring_case(value, "identity")) fault_ = "the body is encoded, unasked";
  } else if (equal_ignoring_case(name, "Transfer-Encoding")) {
    chunked_ = true;
    if (!equal_ignoring_case(value, "chunked")) fault_ = "an unknown Transfer-Encoding";
  } else if (equal_ignoring_case(name, "Content-Length")) {
    if (!is_all_digits(value)) fault_ = "a Content-Length that is no number";
    if (!length_.empty() && length_ != value) fault_ = "two different Content-Lengths";
    length_ = value;
  }
}

std::string_view Framing::fault() const {
  if (!fault_.empty()) return fault_;
  if (size_ > max_headers) return headers_too_long;
  std::size_t length = 0;
  const auto [end, error] =
      std::from_chars(length_.data(), length_.data() + length_.size(), length);
  if (error == std::errc::result_out_of_range || length > max_body) return body_too_long;
  return {};
}

}  // namespace coffer
