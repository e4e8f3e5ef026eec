#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coffer {

// The limits of a reply.
constexpr std::size_t max_headers = 1 << 20;
constexpr std::size_t max_body = 16 << 20;
constexpr std::string_view headers_too_long = "headers of more than 1 MiB";
constexpr std::string_view body_too_long = "a body of more than 16 MiB";

// Judges from a reply's headers whether its body will be what it seems. httplib takes contradictory
// headers in its stride and reports a damaged body as a success.
class Framing {
 public:
  void add(std::string_view name, std::string_view value);

  // What is wrong with the headers; empty where nothing is.
  std::string_view fault() const;

  // Whether nothing but the end of the connection marks the end of the body.
  bool ends_with_connection() const { return length_.empty() && !chunked_; }

 private:
  std::size_t size_ = 0;
  std::string length_;
  bool chunked_ = false;
  std::string_view fault_;
};

}  // namespace coffer
