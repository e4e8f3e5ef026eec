#pragma once

#include <cstddef>
#include <new>

namespace coffer {

// Throws std::bad_alloc where there is not even 1 MiB of memory left: a library that fails does not
// always say that this is why.
inline void require_memory() {
  constexpr std::size_t little = 1 << 20;
  ::operator delete(::operator new(little));
}

}  // namespace coffer
