// The one function of fmt that coffer calls, compiled in: fmt is packaged as a shared library, and
// to load it takes a tenth of the time of `coffer --version`.

#define FMT_HEADER_ONLY
#include <fmt/format.h>

#include <string>

[[gnu::used]] static std::string (*const compiled_in)(fmt::string_view,
                                                      fmt::format_args) = fmt::vformat;
