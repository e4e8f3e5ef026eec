#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "coffer/error.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/time.hpp"

namespace coffer {

// What to do about a refused timestamp.
constexpr std::string_view clock_hint =
    "set this machine's clock: the exchange allows a difference of 30 s";

// What every reply has around its data.
struct Envelope {
  std::optional<std::int64_t> code;
  std::string_view reason;          // empty where there is none
  std::string_view message;         // likewise
  std::optional<std::size_t> data;  // the reader's mark of it
};

// Reads the whole envelope and steps over its data, whatever that is. The views live as long as the
// reader's text, and are cut to what a message may show.
Envelope read_envelope(JsonReader& json);

// The error that an envelope with a code other than 0 reports.
Error failure(const Envelope& envelope);

// What a reply with a status other than 200 means: what the body, an envelope with a code other
// than 0, reports, else what the status says. Where the code is unknown and the status is 401, 403,
// 429 or 5xx, the status says the kind and the code is told. Nothing else of the body is shown.
Error refusal(int status, std::string body);

// How long a Retry-After header (RFC 9110, 10.2.3) asks to wait: seconds, or a date in the format
// "Sun, 06 Nov 1994 08:49:37 GMT" seen from `now`; a date that has passed is 0. At most ten years,
// which can be added to any clock's time. Nothing for any other text.
std::optional<std::chrono::seconds> parse_retry_after(const std::string& text, Time now);

// Puts `mask` in place of `hidden` wherever `text` has it: as it is, escaped as in JSON and
// percent-encoded (each also twice), with a blank or a hyphen for a plus, an underscore for a
// slash, without the '=' at its end. Leaves alone what has fewer than 8 characters, for it cannot
// be told from other text. The mask must be shorter than what is hidden.
void mask_all(std::string& text, std::string_view hidden, std::string_view mask);

}  // namespace coffer
