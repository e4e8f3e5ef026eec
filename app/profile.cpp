#include "app/profile.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "app/private_file.hpp"
#include "coffer/json_reader.hpp"

namespace coffer::app {
namespace {

[[noreturn]] void fail(std::string message, std::string hint = {}) {
  throw Error(ErrorKind::config, std::move(message), std::move(hint));
}

bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

// What is wrong with a key or a secret, empty where nothing is. A key becomes the value of a
// header; a secret with a line break or a NUL comes from a file that was not meant, or was torn.
std::string_view key_problem(std::string_view key) {
  const auto fits_header = [](char byte) { return byte > ' ' && byte <= '~'; };
  if (!key.empty() && std::ranges::all_of(key, fits_header)) return {};
  return "not an API key: it must be printable ASCII without spaces";
}

std::string_view secret_problem(std::string_view secret) {
  if (std::ranges::all_of(secret, is_blank)) return "the secret is empty";
  if (secret.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) return {};
  return "the secret has a line break or a NUL inside";
}

std::optional<SecretEncoding> to_encoding(std::string_view text) {
  if (text == "raw") return SecretEncoding::raw;
  if (text == "base64") return SecretEncoding::base64;
  return std::nullopt;
}

std::optional<int> to_group(std::int64_t number) {
  if (number < 0 || number > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(number);
}

std::optional<int> to_group(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return to_group(number);
}

constexpr std::string_view group_rule = "must be a whole number, 0 or more";
constexpr std::string_view encoding_rule = "must be raw or base64";

// What a profile's file says, as far as it says it.
struct ProfileFile {
  std::optional<std::string> api_key;
  std::optional<Secret> api_secret;
  std::optional<std::string> api_secret_file;
  std::optional<int> account_group;
  std::optional<Endpoint> endpoint;
  SecretEncoding encoding = SecretEncoding::raw;
};

ProfileFile parse_profile(std::string& text, const std::string& path) {
  JsonReader json(text,
                  {.kind = ErrorKind::config, .source = path, .comments = true, .lines = true});
  ProfileFile file;
  const auto require = [&](std::string_view member, std::string_view problem) {
    if (!problem.empty()) json.fail_after(fmt::format("{}: {}", member, problem));
  };
  json.each_member([&](std::string_view member) {
    if (member == "api_key") {
      file.api_key = json.string();
      require(member, key_problem(*file.api_key));
    } else if (member == "api_secret") {
      const std::string_view secret = json.string();
      require(member, secret_problem(secret));
      file.api_secret = Secret(std::string(secret));
    } else if (member == "api_secret_file") {
      file.api_secret_file = json.string();
    } else if (member == "account_group") {
      file.account_group = to_group(json.integer());
      require(member, file.account_group ? "" : group_rule);
    } else if (member == "base_url") {
      file.endpoint =
          parse_endpoint(json.string(), ErrorKind::config, fmt::format("{}: base_url", path));
    } else if (member == "secret_encoding") {
      const auto encoding = to_encoding(json.string());
      require(member, encoding ? "" : encoding_rule);
      file.encoding = *encoding;
    } else {
      json.fail_at(fmt::format("unknown member \"{}\"", member));
    }
  });
  return file;
}

Secret read_secret_file(std::string path, const std::string& profile_path,
                        const Environment& environment) {
  if (path.starts_with("~/")) {
    const auto home = environment.get("HOME");
    if (!home) fail(fmt::format("{}: \"~/\" needs HOME", profile_path));
    path.replace(0, 1, *home);
  } else if (!path.starts_with('/')) {
    path = profile_path.substr(0, profile_path.rfind('/') + 1) + path;
  }
  std::string text = read_private_file(path);
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  Secret secret(std::move(text));
  if (const auto problem = secret_problem(secret.reveal()); !problem.empty()) {
    fail(fmt::format("{}: {}", path, problem));
  }
  return secret;
}

std::string profile_path(const std::string& profile, const Environment& environment) {
  if (profile.find('/') != std::string::npos) return profile;
  const auto directory = environment.config_directory();
  if (!directory) fail(fmt::format("profile {}: neither HOME nor XDG_CONFIG_HOME is set", profile));
  return fmt::format("{}/{}.json", *directory, profile);
}

Account load_profile(const std::string& profile, const Environment& environment) {
  const std::string path = profile_path(profile, environment);
  std::string text = read_private_file(path);
  const struct Wiper {
    std::string& text;
    ~Wiper() { wipe(text); }
  } wiper{text};
  ProfileFile file = parse_profile(text, path);

  if (!file.api_key) fail(fmt::format("{}: api_key is missing", path));
  if (file.api_secret && file.api_secret_file) {
    fail(fmt::format("{}: api_secret and api_secret_file: only one may be given", path));
  }
  if (!file.api_secret && file.api_secret_file) {
    file.api_secret = read_secret_file(*file.api_secret_file, path, environment);
  }
  if (!file.api_secret) fail(fmt::format("{}: api_secret is missing", path));

  Account account;
  account.profile = profile;
  account.endpoint =
      file.endpoint ? *file.endpoint : parse_endpoint(default_base_url, ErrorKind::internal, "");
  account.credentials = {.api_key = std::move(*file.api_key),
                         .secret = std::move(*file.api_secret),
                         .encoding = file.encoding};
  account.account_group = file.account_group;
  return account;
}

Account load_environment(const Environment& environment) {
  const auto key = environment.get("COFFER_API_KEY");
  auto secret = environment.get("COFFER_API_SECRET");
  if (!key) fail("COFFER_API_SECRET is set, but COFFER_API_KEY is not", "set both, or neither");
  if (!secret) fail("COFFER_API_KEY is set, but COFFER_API_SECRET is not", "set both, or neither");

  Account account;
  account.credentials.api_key = *key;
  account.credentials.secret = Secret(std::move(*secret));
  if (const auto problem = key_problem(*key); !problem.empty()) {
    fail(fmt::format("COFFER_API_KEY: {}", problem));
  }
  if (const auto problem = secret_problem(account.credentials.secret.reveal()); !problem.empty()) {
    fail(fmt::format("COFFER_API_SECRET: {}", problem));
  }
  account.endpoint = parse_endpoint(environment.get("COFFER_BASE_URL").value_or(default_base_url),
                                    ErrorKind::config, "COFFER_BASE_URL");
  if (const auto text = environment.get("COFFER_SECRET_ENCODING")) {
    const auto encoding = to_encoding(*text);
    if (!encoding) fail(fmt::format("COFFER_SECRET_ENCODING: {}", encoding_rule));
    account.credentials.encoding = *encoding;
  }
  if (const auto text = environment.get("COFFER_ACCOUNT_GROUP")) {
    account.account_group = to_group(*text);
    if (!account.account_group) fail(fmt::format("COFFER_ACCOUNT_GROUP: {}", group_rule));
  }
  return account;
}

Account select_account(const Options& options, const Environment& environment) {
  if (options.profile) return load_profile(*options.profile, environment);
  if (environment.get("COFFER_API_KEY") || environment.get("COFFER_API_SECRET")) {
    return load_environment(environment);
  }
  if (const auto profile = environment.get("COFFER_PROFILE")) {
    return load_profile(*profile, environment);
  }
  const auto directory = environment.config_directory();
  if (!directory || ::access((*directory + "/default.json").c_str(), F_OK) != 0) {
    fail("no API key: neither COFFER_API_KEY nor a profile is there",
         fmt::format("set COFFER_API_KEY and COFFER_API_SECRET, or write {}/default.json; "
                     "`coffer --sandbox cash` needs no key",
                     directory.value_or("~/.config/coffer")));
  }
  return load_profile("default", environment);
}

}  // namespace

Account load_account(const Options& options, const Environment& environment) {
  Account account = select_account(options, environment);
  if (options.base_url) {
    account.endpoint = parse_endpoint(*options.base_url, ErrorKind::usage, "--base-url");
  }
  if (options.account_group) account.account_group = options.account_group;
  if (options.secret_encoding) account.credentials.encoding = *options.secret_encoding;
  return account;
}

namespace {

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

TrustStore load_trust(const Options& options, const Environment& environment) {
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

}  // namespace coffer::app
