#include "app/query/connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "app/system/descriptor.hpp"
#include "app/system/shell.hpp"
#include "coffer/text.hpp"

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
    const auto wanted = parse_integer<std::size_t>(entry.substr(slash + 1));
    if (!wanted || *wanted > bits) return false;
    bits = *wanted;
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
  return equal_ignoring_case(tail, domain) &&
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

constexpr std::size_t longest_file = 16 << 20;  // bytes, of certificates

[[noreturn]] void fail(std::string_view source, const std::string& path, std::string_view why,
                       std::string hint = {}) {
  throw Error(ErrorKind::config, fmt::format("{}: {}: {}", source, path, why), std::move(hint));
}

// The content of a file of certificates. A pipe is read to its end; one without a writer has ended.
std::string read_certificates(std::string_view source, const std::string& path,
                              std::chrono::milliseconds timeout) {
  const auto problem = [] { return std::generic_category().message(errno); };
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) fail(source, path, problem());
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) fail(source, path, "not a file");

  const auto end = std::chrono::steady_clock::now() + timeout;
  std::string content;
  std::array<char, 16 << 10> part;
  for (;;) {
    const ssize_t count = ::read(file.number(), part.data(), part.size());
    if (count == 0) break;
    if (count > 0) {
      content.append(part.data(), static_cast<std::size_t>(count));
      if (content.size() > longest_file) fail(source, path, "larger than 16 MiB");
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) fail(source, path, problem());
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) fail(source, path, "nothing came within the timeout");
    pollfd writer{.fd = file.number(), .events = POLLIN, .revents = 0};
    ::poll(&writer, 1, static_cast<int>(left.count()));
  }
  if (content.find("-----BEGIN ") == content.npos ||
      content.find("CERTIFICATE-----") == content.npos) {
    fail(source, path, "no certificate in it", "a file of PEM certificates is expected");
  }
  return content;
}

// "1a2b3c4d.0", as `openssl rehash` makes them.
bool is_hashed_name(std::string_view name) {
  constexpr std::size_t hash = 8;
  const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  return name.size() > hash + 1 && std::ranges::all_of(name.substr(0, hash), is_hex) &&
         name[hash] == '.' && is_all_digits(name.substr(hash + 1));
}

void require_certificates(std::string_view source, const std::string& directory) {
  std::error_code problem;
  for (std::filesystem::directory_iterator entry(directory, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    if (is_hashed_name(entry->path().filename().native())) return;
  }
  if (problem) fail(source, directory, problem.message());
  fail(source, directory, "no certificate in it under a hashed name",
       fmt::format("`openssl rehash {}` gives them such names", shell_word(directory)));
}

// Each of a list, joined by ':'.
void require_directories(std::string_view source, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(':'), list.size());
    if (end > 0) require_certificates(source, std::string(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

}  // namespace

TrustStore load_trust(const ConnectionOptions& options, const Environment& environment) {
  const bool by_option = options.ca_file || options.ca_directory;
  TrustStore trust{
      .file = (by_option ? options.ca_file : environment.get("SSL_CERT_FILE")).value_or(""),
      .directory =
          (by_option ? options.ca_directory : environment.get("SSL_CERT_DIR")).value_or("")};
  if (!trust.file.empty()) {
    trust.content =
        read_certificates(by_option ? "--ca-file" : "SSL_CERT_FILE", trust.file, options.timeout);
  }
  require_directories(by_option ? "--ca-dir" : "SSL_CERT_DIR", trust.directory);
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
                                const BaseUrl& base_url) {
  const char* source = "--proxy";
  std::optional<std::string> set =
      options.proxy ? options.proxy
                    : first_set(environment,
                                {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}, source);
  if (!set || set->empty()) return std::nullopt;
  const Secret url(*std::move(set));

  const char* ignored = nullptr;
  const auto exempt = first_set(environment, {"no_proxy", "NO_PROXY"}, ignored);
  const bool direct = base_url.is_loopback() || (exempt && is_exempt(*exempt, base_url.host));
  // A variable may well be meant for other programs.
  if (direct && !options.proxy) return std::nullopt;
  Proxy proxy =
      parse_proxy(url.reveal(), options.proxy ? ErrorKind::usage : ErrorKind::config, source);
  if (direct) return std::nullopt;
  return proxy;
}

Connection::Connection(const Account& account, Trust trust, const ConnectionOptions& options,
                       const Environment& environment)
    : Connection(
          account, std::move(trust), options,
          account.practice ? std::nullopt : load_proxy(options, environment, account.base_url)) {}

Connection::Connection(const Account& account, Trust trust, const ConnectionOptions& options,
                       std::optional<Proxy> by)
    : proxy(by ? by->origin() : ""),
      transport(account.base_url, std::move(trust), std::move(by),
                account.practice ? AddressFamily::any : options.family) {}

ClientOptions client_options(const ConnectionOptions& options, const TerminalOptions& terminal,
                             const Streams& streams, const DeferredSignals& signals, Warn warn) {
  ClientOptions result{.timeout = options.timeout,
                       .retries = options.retries,
                       .account_group = std::nullopt,
                       .correct_clock = options.clock_correction,
                       .interrupt = signals.descriptor(),
                       .find_account_id = false,
                       .on_attempt = nullptr,
                       .on_clock_corrected = nullptr};
  if (terminal.verbose) {
    result.on_attempt = [&streams](const Attempt& attempt) {
      write_message(streams, attempt_text(attempt));
    };
  }
  if (warn && !terminal.quiet) {
    result.on_clock_corrected = [warn = std::move(warn)](std::chrono::milliseconds ahead) {
      warn({fmt::format("{}; requests are signed by the exchange's clock", clock_text(ahead)),
            std::string(clock_advice)});
    };
  }
  return result;
}

}  // namespace coffer::app
