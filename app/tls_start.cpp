// The packaged cpp-httplib initialises OpenSSL from a static constructor, which costs every run of
// coffer 2 ms and makes `coffer --version` read openssl.cnf. This definition stands before
// OpenSSL's own in the dynamic linker's order and puts that one call off: OpenSSL initialises
// itself on its first use.

#include <dlfcn.h>

#include <cstdint>

namespace {

bool constructors_are_done = false;

// Of all static constructors, those of the program itself run last.
const struct Marker {
  Marker() noexcept { constructors_are_done = true; }
} marker;

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int OPENSSL_init_ssl(std::uint64_t options, const void* settings) {
  if (!constructors_are_done) return 1;
  using Function = int (*)(std::uint64_t, const void*);
  static const auto original = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "OPENSSL_init_ssl"));
  return original(options, settings);
}
