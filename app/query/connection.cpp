#include "app/query/connection.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "app/system/read_file.hpp"
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

[[noreturn]] void fail(const std::string& name, std::string_view why, std::string hint) {
  throw Error(ErrorKind::config, fmt::format("{}: {}", name, why), std::move(hint));
}

// The content of a file of certificates. A pipe is read to its end; one without a writer has ended.
std::string read_certificates(const std::string& name, const std::string& path,
                              std::chrono::milliseconds timeout) {
  std::string content = read_file(path, name, timeout);
  if (content.find("-----BEGIN ") == content.npos ||
      content.find("CERTIFICATE-----") == content.npos) {
    fail(name, "no certificate in it", "a file of PEM certificates is expected");
  }
  return content;
}

// "1a2b3c4d.0", as `openssl rehash` makes them.
bool is_hashed_name(std::string_view name) {
  return name.find('.') == 8 && is_all_digits(name.substr(9));
}

void require_certificates(const std::string& name, const std::string& directory) {
  std::error_code problem;
  for (std::filesystem::directory_iterator entry(directory, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    if (is_hashed_name(entry->path().filename().native())) return;
  }
  if (problem) fail(name, problem.message(), "");
  fail(name, "no certificate in it under a hashed name",
       fmt::format("`openssl rehash {}` gives them such names", shell_word(directory)));
}

}  // namespace

TrustStore load_trust(const ConnectionOptions& options, const Environment& environment) {
  const bool by_option = options.ca_file || options.ca_directory;
  TrustStore trust{
      .file = (by_option ? options.ca_file : environment.get("SSL_CERT_FILE")).value_or(""),
      .directory =
          (by_option ? options.ca_directory : environment.get("SSL_CERT_DIR")).value_or("")};
  if (!trust.file.empty()) {
    const char* const source = by_option ? "--ca-file" : "SSL_CERT_FILE";
    trust.content =
        read_certificates(fmt::format("{}: {}", source, trust.file), trust.file, options.timeout);
  }
  // An empty part of a list is no folder, but a list must name one.
  const bool names_none =
      !trust.directory.empty() && trust.directory.find_first_not_of(':') == std::string::npos;
  for (const std::string_view directory : split(trust.directory, ':')) {
    const char* const source = by_option ? "--ca-dir" : "SSL_CERT_DIR";
    if (!directory.empty() || names_none)
      require_certificates(fmt::format("{}: {}", source, directory), std::string(directory));
  }
  return trust;
}

bool lists_host(std::string_view no_proxy, std::string_view host) {
  if (no_proxy == "*") return true;
  std::string list(no_proxy);
  std::ranges::replace_if(
      list, [](char c) { return c == ' ' || c == '\t'; }, ',');
  const Bytes address = address_bytes(host);
  return std::ranges::any_of(split(list, ','), [&](std::string_view entry) {
    return address.empty() ? is_below(host, entry) : is_in_network(address, entry);
  });
}

std::optional<Proxy> load_proxy(const ConnectionOptions& options, const Environment& environment,
                                const BaseUrl& base_url) {
  const char* source = "--proxy";
  std::optional<std::string> set = options.proxy;
  for (const char* const name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    if (set) break;
    source = name;
    set = environment.get(name);
  }
  if (!set || set->empty()) return std::nullopt;
  const Secret url(*std::move(set));

  auto exempt = environment.get("no_proxy");
  if (!exempt) exempt = environment.get("NO_PROXY");
  const bool direct = base_url.is_loopback() || (exempt && lists_host(*exempt, base_url.host));
  // A variable may well be meant for other programs.
  if (direct && !options.proxy) return std::nullopt;
  Proxy proxy =
      parse_proxy(url.reveal(), options.proxy ? ErrorKind::usage : ErrorKind::config, source);
  if (direct) return std::nullopt;
  return proxy;
}

ClientOptions client_options(const ConnectionOptions& options, const TerminalOptions& terminal,
                             const Streams& streams, const EndingSignals& signals, Warn warn) {
  ClientOptions result;
  result.timeout = options.timeout;
  result.retries = options.retries;
  result.correct_clock = options.clock_correction;
  result.interrupt = signals.descriptor();
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

std::string advice(ErrorKind kind, const Account& account, const AccountChoice& choice,
                   const ConnectionOptions& connection) {
  constexpr std::string_view command = "coffer doctor";
  std::string text(row_of(kind).advice);
  const std::size_t at = text.find(command);
  if (at == text.npos) return text;
  if (choice.sandbox) {
    text.replace(at, command.size(), "coffer --sandbox doctor");
    return text;
  }
  std::string options;
  const auto add = [&](std::string_view option, const std::optional<std::string>& value) {
    if (value) options += fmt::format(" {} {}", option, shell_word(*value));
  };
  if (choice.all_profiles || !choice.profiles.empty()) add("-p", account.profile);
  if (choice.base_url) add("--base-url", choice.base_url->origin());
  if (connection.proxy) {
    const bool is_none = connection.proxy->empty();
    add("--proxy", is_none ? "" : parse_proxy(*connection.proxy, ErrorKind::usage, "").origin());
  }
  add("--ca-file", connection.ca_file);
  add("--ca-dir", connection.ca_directory);
  return text.insert(at + command.size(), options);
}

}  // namespace coffer::app
