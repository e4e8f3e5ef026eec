#pragma once

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace coffer {

// What the caller does next, which is what separates one kind of failure from another.
enum class ErrorKind {
  internal,     // report a defect in coffer
  usage,        // correct the call
  config,       // correct a profile, the credentials or the environment
  auth,         // correct the key, its permissions or the clock
  network,      // check the connection, or try later
  tls,          // check which server answers; never retry blindly
  unavailable,  // try later
  rejected,     // correct the request: the exchange understood it and declined
  reply,        // the reply is not what the API promises
  output,       // make room for the result, or allow it to be written
  condition,    // a --fail-if condition is true; nothing failed
};

inline constexpr std::size_t error_kind_count = static_cast<std::size_t>(ErrorKind::condition) + 1;

// Whether an errno says that the system, or a limit of this process, is out of memory, threads or
// descriptors.
inline bool is_system_limit(int error_number) {
  return error_number == EMFILE || error_number == ENFILE || error_number == ENOMEM ||
         error_number == ENOBUFS;
}

// The one exception type of coffer. `message` reads "<what failed>: <why>", names the thing
// concerned and never holds a secret, a signature or a reply's body. Text from outside in it may
// hold any byte: whoever shows it escapes it.
struct Error : std::exception {
  Error(ErrorKind error_kind, std::string error_message, std::string error_hint = {})
      : kind(error_kind), message(std::move(error_message)), hint(std::move(error_hint)) {}

  const char* what() const noexcept override { return message.c_str(); }

  ErrorKind kind;
  std::string message;
  std::string hint;        // what to do about it; empty where there is nothing to say
  bool retryable = false;  // the same request may succeed later with nothing changed
  bool is_final = false;   // no later request can succeed, whatever the kind

  bool at_system_limit = false;  // the system refused memory, a thread or a descriptor

  std::optional<std::int64_t> code;  // the envelope's code, where the exchange sent one
  std::string reason;                // the envelope's reason, likewise
  std::optional<int> http_status;    // where a reply arrived

  // How long the exchange asked to wait before the next try (Retry-After).
  std::optional<std::chrono::seconds> retry_after;
};

}  // namespace coffer
