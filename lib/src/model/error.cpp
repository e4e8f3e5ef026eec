#include "coffer/error.hpp"

#include <cerrno>

namespace coffer {

bool is_system_limit(int error_number) {
  return error_number == EMFILE || error_number == ENFILE || error_number == ENOMEM ||
         error_number == ENOBUFS;
}

}  // namespace coffer
