#include "coffer/error.hpp"

namespace coffer {

std::string_view name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::internal:
      return "internal";
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::config:
      return "config";
    case ErrorKind::auth:
      return "auth";
    case ErrorKind::network:
      return "network";
    case ErrorKind::tls:
      return "tls";
    case ErrorKind::unavailable:
      return "unavailable";
    case ErrorKind::rejected:
      return "rejected";
    case ErrorKind::reply:
      return "reply";
    case ErrorKind::output:
      return "output";
    case ErrorKind::condition:
      return "condition";
  }
  return "internal";
}

}  // namespace coffer
