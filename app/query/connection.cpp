#include "app/query/connection.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "app/output/messages.hpp"

namespace coffer::app {
namespace {

using Bytes = std::vector<unsigned char>;

// The bytes of an IPv4 or IPv6 address, most significant first; none for any other text.
Bytes address_bytes(std::string_view text) {
  const std::string address(text);
  Bytes bytes(sizeof(in6_addr));
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(sizeof(in_addr));
  if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return bytes;
  return {};
}

bool is_in_network(const Bytes& address, std::string_view entry) {
  const std::size_t slash = entry.find('/');
  const Bytes network = address_bytes(entry.substr(0, slash));
  if (network.size() != address.size()) return false;
  std::size_t bits = 8 * address.size();
  if (slash != entry.npos) {
    const std::string_view text = entry.substr(slash + 1);
    std::size_t wanted = 0;
    const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), wanted);
    if (problem != std::errc() || rest != text.data() + text.size() || wanted > bits) return false;
    bits = wanted;
  }
  for (std::size_t i = 0; i < bits; ++i) {
    const unsigned mask = 0x80U >> i % 8;
    if (((address[i / 8] ^ network[i / 8]) & mask) != 0) return false;
  }
  return true;
}

bool is_below(std::string_view host, std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.starts_with('.')) domain.remove_prefix(1);
  if (domain.empty() || host.size() < domain.size()) return false;
  const std::string_view tail = host.substr(host.size() - domain.size());
  return ::strncasecmp(tail.data(), domain.data(), domain.size()) == 0 &&
         (tail.size() == host.size() || host[host.size() - tail.size() - 1] == '.');
}

std::optional<std::string> first_set(const Environment& environment,
                                     std::initializer_list<const char*> names, const char*& found) {
  for (const char* const name : names) {
    found = name;
    if (auto value = environment.get(name)) return value;
  }
  return std::nullopt;
}

void require_readable(const std::string& path, bool directory, ErrorKind kind,
                      std::string_view source) {
  struct stat status {};
  const bool there = ::stat(path.c_str(), &status) == 0 && ::access(path.c_str(), R_OK) == 0;
  if (!there || S_ISDIR(status.st_mode) != directory) {
    throw Error(kind, fmt::format("{}: {}: not a readable {}", source, path,
                                  directory ? "directory" : "file"));
  }
}

}  // namespace

TrustStore load_trust(const ConnectionOptions& options, const Environment& environment) {
  TrustStore trust{.file = options.ca_file.value_or(""),
                   .directory = options.ca_directory.value_or("")};
  if (!trust.file.empty()) require_readable(trust.file, false, ErrorKind::usage, "--ca-file");
  if (!trust.directory.empty()) {
    require_readable(trust.directory, true, ErrorKind::usage, "--ca-dir");
  }
  if (!trust.file.empty() || !trust.directory.empty()) return trust;

  trust.file = environment.get("SSL_CERT_FILE").value_or("");
  trust.directory = environment.get("SSL_CERT_DIR").value_or("");
  if (!trust.file.empty()) require_readable(trust.file, false, ErrorKind::config, "SSL_CERT_FILE");
  return trust;
}

bool is_exempt(std::string_view no_proxy, std::string_view host) {
  constexpr std::string_view separators = ", \t";
  if (no_proxy == "*") return true;
  const Bytes address = address_bytes(host);
  while (!no_proxy.empty()) {
    const std::size_t end = std::min(no_proxy.find_first_of(separators), no_proxy.size());
    const std::string_view entry = no_proxy.substr(0, end);
    if (address.empty() ? is_below(host, entry) : is_in_network(address, entry)) return true;
    no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
  }
  return false;
}

std::optional<Proxy> load_proxy(const ConnectionOptions& options, const Environment& environment,
                                const Endpoint& endpoint) {
  const char* source = "--proxy";
  std::optional<std::string> set =
      options.proxy ? options.proxy
                    : first_set(environment,
                                {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}, source);
  if (!set || set->empty()) return std::nullopt;
  const Secret url(*std::move(set));

  const char* ignored = nullptr;
  const auto exempt = first_set(environment, {"no_proxy", "NO_PROXY"}, ignored);
  const bool direct = endpoint.is_loopback() || (exempt && is_exempt(*exempt, endpoint.host));
  // A variable may well be meant for other programs.
  if (direct && !options.proxy) return std::nullopt;
  Proxy proxy =
      parse_proxy(url.reveal(), options.proxy ? ErrorKind::usage : ErrorKind::config, source);
  if (direct) return std::nullopt;
  return proxy;
}

ClientOptions client_options(const ConnectionOptions& options, const TerminalOptions& terminal,
                             const Streams& streams, const HeldSignals& signals, Warn warn) {
  ClientOptions result{.timeout = options.timeout,
                       .retries = options.retries,
                       .account_group = std::nullopt,
                       .correct_clock = options.clock_correction,
                       .interrupt = signals.descriptor(),
                       .on_attempt = nullptr,
                       .on_clock_corrected = nullptr};
  if (terminal.verbose) {
    result.on_attempt = [&streams](const Attempt& attempt) {
      write_message(streams, attempt_text(attempt));
    };
  }
  if (warn && !terminal.quiet) {
    result.on_clock_corrected = [warn = std::move(warn)](std::chrono::milliseconds ahead) {
      warn(fmt::format("{}; signing by the exchange's", clock_text(ahead)));
    };
  }
  return result;
}

}  // namespace coffer::app
