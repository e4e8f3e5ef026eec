#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "coffer/error.hpp"
#include "coffer/signature.hpp"

namespace coffer::app {

// What is wrong with a key or a secret, whichever source it is from, in words that name it and
// repeat nothing of it; empty where nothing is: it is empty, begins or ends with white space, a
// quote or a byte order mark, or holds what is not printable ASCII. A key, which becomes the value
// of a header, has no blank either.
std::string key_problem(std::string_view key);
std::string secret_problem(std::string_view secret);

// The values of the other settings of an account; nothing for a text or number that is none.
std::optional<SecretEncoding> to_encoding(std::string_view text);
std::optional<int> to_group(std::string_view text);

std::string_view name(SecretEncoding encoding);

// Whether the same key with the other encoding of its secret could be accepted.
bool may_be_wrong_encoding(const Error& error);

[[noreturn]] void fail_config(std::string message, std::string hint = {});

inline constexpr std::string_view group_rule = "must be a whole number, 0 or more";
inline constexpr std::string_view encoding_rule = "must be raw or base64";

}  // namespace coffer::app
