#include "app/exit_status.hpp"

namespace coffer::app {

int exit_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::internal:
      return 1;
    case ErrorKind::usage:
      return 2;
    case ErrorKind::config:
      return 3;
    case ErrorKind::auth:
      return 4;
    case ErrorKind::network:
      return 5;
    case ErrorKind::tls:
      return 6;
    case ErrorKind::unavailable:
      return 7;
    case ErrorKind::rejected:
      return 8;
    case ErrorKind::reply:
      return 9;
    case ErrorKind::output:
      return 10;
    case ErrorKind::condition:
      return 11;
  }
  return 1;
}

}  // namespace coffer::app
