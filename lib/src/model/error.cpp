#include "coffer/error.hpp"

#include <cerrno>

namespace coffer {

bool is_system_limit(int error_number) {
  switch (error_number) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
      return true;
    default:
      return false;
  }
}

}  // namespace coffer
