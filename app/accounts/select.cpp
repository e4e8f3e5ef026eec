#include "app/accounts/select.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "app/accounts/credentials.hpp"
#include "app/accounts/private_file.hpp"
#include "app/accounts/secret_command.hpp"

namespace coffer::app {
namespace {

[[noreturn]] void fail(std::string message, std::string hint = {}) {
  throw Error(ErrorKind::config, std::move(message), std::move(hint));
}

std::string read_named_file(const std::string& path, const std::string& profile_path) {
  try {
    return read_private_file(path);
  } catch (Error& error) {
    if (error.hint.empty())
      error.hint = fmt::format("{} names it as api_secret_file", profile_path);
    throw;
  }
}

Secret read_secret_file(std::string path, const std::string& profile_path,
                        const Environment& environment) {
  if (path.starts_with("~/")) {
    const auto home = environment.get("HOME");
    if (!home) {
      fail(fmt::format("{}: api_secret_file begins with ~/, but HOME is not set", profile_path),
           "give the whole path");
    }
    path.replace(0, 1, *home);
  } else if (!path.starts_with('/')) {
    path = profile_path.substr(0, profile_path.rfind('/') + 1) + path;
  }
  std::string text = read_named_file(path, profile_path);
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  Secret secret(std::move(text));
  if (const auto problem = secret_problem(secret.reveal()); !problem.empty()) {
    fail(fmt::format("{}: {}", path, problem));
  }
  return secret;
}

// Not where something is there that cannot be reached or opened.
bool is_absent(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) != 0 && errno == ENOENT;
}

void require_profile(const std::string& path) {
  if (!is_absent(path)) return;
  fail(fmt::format("{}: there is no such profile", path),
       "`coffer profiles` lists those that are stored, `coffer login` stores one");
}

Account load_profile(const std::string& profile, const Environment& environment) {
  const std::string path = profile_path(profile, environment);
  require_profile(path);
  ProfileFile file = read_profile_file(path);

  Account account;
  account.profile = profile;
  account.demo_client = file.demo_client;
  account.endpoint = file.endpoint;
  account.credentials.api_key = std::move(file.api_key);
  account.credentials.encoding = file.encoding;
  account.account_group = file.account_group;
  account.secret_source = path;
  if (auto* secret = std::get_if<Secret>(&file.secret)) {
    account.credentials.secret = std::move(*secret);
  } else if (const auto* elsewhere = std::get_if<SecretFile>(&file.secret)) {
    account.credentials.secret = read_secret_file(elsewhere->path, path, environment);
  } else {
    account.secret_command = std::get<SecretCommand>(std::move(file.secret));
    account.secret_source += ": api_secret_command";
  }
  return account;
}

Account load_environment(const AccountChoice& choice, const Environment& environment) {
  const auto key = environment.get("COFFER_API_KEY");
  auto secret = environment.get("COFFER_API_SECRET");
  if (!key) fail("COFFER_API_SECRET is set, but COFFER_API_KEY is not", "set both, or neither");
  if (!secret) fail("COFFER_API_KEY is set, but COFFER_API_SECRET is not", "set both, or neither");

  Account account;
  account.credentials.api_key = *key;
  account.credentials.secret = Secret(std::move(*secret));
  account.secret_source = "COFFER_API_SECRET";
  if (const auto problem = key_problem(*key); !problem.empty()) {
    fail(fmt::format("COFFER_API_KEY: {}", problem));
  }
  if (const auto problem = secret_problem(account.credentials.secret.reveal()); !problem.empty()) {
    fail(fmt::format("COFFER_API_SECRET: {}", problem));
  }
  // What an option overrides may be anything.
  if (!choice.base_url) {
    account.endpoint = parse_endpoint(environment.get("COFFER_BASE_URL").value_or(default_base_url),
                                      ErrorKind::config, "COFFER_BASE_URL");
  }
  if (const auto text = environment.get("COFFER_SECRET_ENCODING");
      text && !choice.secret_encoding) {
    const auto encoding = to_encoding(*text);
    if (!encoding) fail(fmt::format("COFFER_SECRET_ENCODING: {}", encoding_rule));
    account.credentials.encoding = *encoding;
  }
  if (const auto text = environment.get("COFFER_ACCOUNT_GROUP"); text && !choice.account_group) {
    account.account_group = to_group(*text);
    if (!account.account_group) fail(fmt::format("COFFER_ACCOUNT_GROUP: {}", group_rule));
  }
  return account;
}

Account select_account(const AccountChoice& choice, const Environment& environment) {
  if (!choice.profiles.empty()) return load_profile(choice.profiles.front(), environment);
  if (environment.has("COFFER_API_KEY") || environment.has("COFFER_API_SECRET")) {
    return load_environment(choice, environment);
  }
  if (const auto profile = environment.get("COFFER_PROFILE")) {
    return load_profile(*profile, environment);
  }
  const auto directory = environment.config_directory();
  if (!directory || is_absent(*directory + "/default.json")) {
    fail("no API key: neither COFFER_API_KEY nor a profile is there",
         fmt::format("set COFFER_API_KEY and COFFER_API_SECRET, or write {}/default.json; "
                     "`coffer --sandbox cash` needs no key",
                     directory.value_or("~/.config/coffer")));
  }
  return load_profile("default", environment);
}

Account overridden(Account account, const AccountChoice& choice) {
  if (choice.base_url) {
    account.endpoint = parse_endpoint(*choice.base_url, ErrorKind::usage, "--base-url");
  }
  if (choice.account_group) account.account_group = choice.account_group;
  if (choice.secret_encoding) account.credentials.encoding = *choice.secret_encoding;
  return account;
}

}  // namespace

Account find_account(const AccountChoice& choice, const Environment& environment) {
  return overridden(select_account(choice, environment), choice);
}

Account find_account(const std::string& profile, const AccountChoice& choice,
                     const Environment& environment) {
  return overridden(load_profile(profile, environment), choice);
}

void fetch_secret(Account& account) {
  if (!account.secret_command) return;
  account.credentials.secret =
      run_secret_command(*account.secret_command, secret_command_limit(), account.secret_source);
  account.secret_command.reset();
}

std::vector<std::string> selected_profiles(const AccountChoice& choice,
                                           const Environment& environment) {
  std::vector<std::string> profiles =
      choice.all_profiles ? stored_profiles(environment) : choice.profiles;
  if (profiles.empty()) {
    throw Error(ErrorKind::config, "no profile is stored", "`coffer login` stores one");
  }
  return profiles;
}

std::unique_ptr<PracticeExchange> start_practice(const AccountChoice& choice) {
  if (!choice.sandbox) return nullptr;
  return std::make_unique<PracticeExchange>(PracticeExchange::Settings{});
}

Account practice_account(const PracticeExchange& exchange, const AccountChoice& choice) {
  Account account;
  account.endpoint = parse_endpoint(exchange.base_url(), ErrorKind::internal, "sandbox");
  account.credentials.api_key = PracticeExchange::api_key;
  account.credentials.secret = Secret(std::string(PracticeExchange::api_secret));
  account.credentials.encoding = choice.secret_encoding.value_or(SecretEncoding::raw);
  account.secret_source = "the practice exchange";
  account.account_group = choice.account_group;
  return account;
}

}  // namespace coffer::app
