// How OpenSSL starts and ends in coffer: with its first use, and with the process.
//
// The packaged cpp-httplib starts it from a static constructor, which costs every run of coffer
// 2 ms and makes `coffer --version` read openssl.cnf. The definition below stands before OpenSSL's
// own in the dynamic linker's order and puts that one call off.

#include <dlfcn.h>
#include <openssl/crypto.h>

#include <cstdint>

namespace {

bool constructors_are_done = false;

// Of all static constructors, those of the program itself run last.
const struct Start {
  Start() noexcept {
    constructors_are_done = true;
    // Its end would free table after table when all memory goes anyway; secrets are wiped by
    // whoever holds them. Of its error texts only those of libssl are shown, which are not these.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, nullptr);
  }
} start;

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int OPENSSL_init_ssl(std::uint64_t options, const void* settings) {
  if (!constructors_are_done) return 1;
  using Function = int (*)(std::uint64_t, const void*);
  static const auto original = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "OPENSSL_init_ssl"));
  return original(options, settings);
}
