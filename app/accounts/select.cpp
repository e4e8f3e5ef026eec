#include "app/accounts/select.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <variant>

#include "app/accounts/credentials.hpp"
#include "app/accounts/private_file.hpp"
#include "app/accounts/profile_file.hpp"
#include "app/accounts/secret_command.hpp"
#include "app/sandbox/exchange.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// `problem` is what is wrong with the key or the secret that the source gave; empty: nothing.
void require_fit(std::string_view source, std::string_view problem) {
  if (!problem.empty()) fail_config(fmt::format("{}: {}", source, problem));
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
      fail_config(
          fmt::format("{}: api_secret_file begins with ~/, but HOME is not set", profile_path),
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
  require_fit(path, secret_problem(secret.reveal()));
  return secret;
}

// Not where something is there that cannot be reached or opened.
bool is_absent(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) != 0 && errno == ENOENT;
}

Account load_profile(const std::string& profile, const Environment& environment) {
  const std::string path = profile_path(profile, environment);
  if (is_absent(path)) {
    fail_config(fmt::format("{}: there is no such profile", path),
                "`coffer profiles` lists them, `coffer login` stores one; a path has a '/'");
  }
  Account account = read_profile_file(path);
  account.profile = profile;
  if (const auto* file = std::get_if<SecretFile>(&account.elsewhere)) {
    account.credentials.secret = read_secret_file(file->path, path, environment);
  }
  return account;
}

Account overridden(Account account, const AccountChoice& choice) {
  if (choice.base_url) {
    account.base_url = parse_base_url(*choice.base_url, ErrorKind::usage, "--base-url");
  }
  if (choice.account_group) account.account_group = choice.account_group;
  if (choice.secret_encoding) account.credentials.encoding = *choice.secret_encoding;
  return account;
}

Account load_environment(const AccountChoice& choice, const Environment& environment) {
  const auto key = environment.get("COFFER_API_KEY");
  auto secret = environment.get("COFFER_API_SECRET");
  if (!key)
    fail_config("COFFER_API_SECRET is set, but COFFER_API_KEY is not", "set both, or neither");
  if (!secret)
    fail_config("COFFER_API_KEY is set, but COFFER_API_SECRET is not", "set both, or neither");

  Account account;
  account.credentials.api_key = *key;
  account.credentials.secret = Secret(std::move(*secret));
  account.secret_source = "COFFER_API_SECRET";
  require_fit("COFFER_API_KEY", key_problem(*key));
  require_fit("COFFER_API_SECRET", secret_problem(account.credentials.secret.reveal()));
  account.base_url = parse_base_url(default_base_url, ErrorKind::internal, "");
  return overridden(std::move(account), with_environment(choice, environment));
}

Account practice_account() {
  auto exchange = std::make_shared<const SandboxExchange>(SandboxExchange::Settings{});
  Account account;
  account.base_url = parse_base_url(exchange->base_url(), ErrorKind::internal, "sandbox");
  account.credentials.api_key = exchange->account().api_key;
  account.credentials.secret = Secret(std::string(exchange->account().api_secret));
  account.secret_source = "the practice exchange";
  account.practice = std::move(exchange);
  return account;
}

[[noreturn]] void fail_without_key(const Environment& environment) {
  const auto directory = environment.config_directory();
  const std::string message =
      directory
          ? fmt::format(
                "no API key: none of COFFER_API_KEY, COFFER_PROFILE and {}/default.json is there",
                *directory)
          : "no API key: neither COFFER_API_KEY nor COFFER_PROFILE is set, and without HOME there "
            "are no stored profiles";
  const std::vector<std::string> profiles = stored_profiles(environment);
  if (profiles.empty()) {
    fail_config(message, "`coffer login` stores a key; `coffer --sandbox cash` needs none");
  }
  std::string hint =
      fmt::format("choose a stored profile, as in `coffer cash -p {}`", profiles.front());
  if (profiles.size() > 1) {
    constexpr std::size_t most = 8;
    const std::size_t shown = std::min(profiles.size(), most);
    hint += fmt::format("; there are {}", join(std::span(profiles).first(shown), ", "));
    if (shown < profiles.size()) hint += fmt::format(" and {} more", profiles.size() - shown);
  }
  fail_config(message, std::move(hint));
}

Account load_account(const AccountChoice& choice, const Environment& environment) {
  if (choice.sandbox) return practice_account();
  if (!choice.profiles.empty()) return load_profile(choice.profiles.front(), environment);
  if (environment.has("COFFER_API_KEY") || environment.has("COFFER_API_SECRET")) {
    return load_environment(choice, environment);
  }
  if (const auto profile = environment.get("COFFER_PROFILE")) {
    return load_profile(*profile, environment);
  }
  const auto directory = environment.config_directory();
  if (!directory || is_absent(*directory + "/default.json")) fail_without_key(environment);
  return load_profile("default", environment);
}

// What `load` finds, or its error under the name of the profile.
Account found_or_error(const std::string& profile, const std::function<Account()>& load) {
  try {
    return load();
  } catch (const Error& error) {
    if (error.kind == ErrorKind::usage) throw;
    Account account;
    account.profile = profile;
    account.error = error;
    return account;
  }
}

}  // namespace

std::vector<Account> selected_accounts(const AccountChoice& choice,
                                       const Environment& environment) {
  std::vector<Account> accounts;
  if (!choice.several_profiles()) {
    accounts.push_back(found_or_error(choice.profiles.empty() ? "" : choice.profiles.front(), [&] {
      return overridden(load_account(choice, environment), choice);
    }));
    return accounts;
  }
  for (const std::string& profile :
       choice.all_profiles ? stored_profiles(environment) : choice.profiles) {
    accounts.push_back(found_or_error(
        profile, [&] { return overridden(load_profile(profile, environment), choice); }));
  }
  if (accounts.empty()) fail_config("no profile is stored", "`coffer login` stores one");
  return accounts;
}

std::vector<Account> stored_accounts(const Environment& environment) {
  std::vector<Account> accounts;
  for (const std::string& profile : stored_profiles(environment)) {
    accounts.push_back(found_or_error(
        profile, [&] { return read_profile_file(profile_path(profile, environment)); }));
    accounts.back().profile = profile;
  }
  return accounts;
}

AccountChoice with_environment(AccountChoice choice, const Environment& environment) {
  // What an option overrides may be anything.
  if (const auto url = environment.get("COFFER_BASE_URL"); url && !choice.base_url) {
    parse_base_url(*url, ErrorKind::config, "COFFER_BASE_URL");
    choice.base_url = url;
  }
  if (const auto text = environment.get("COFFER_SECRET_ENCODING");
      text && !choice.secret_encoding) {
    choice.secret_encoding = to_encoding(*text);
    if (!choice.secret_encoding) {
      fail_config(fmt::format("COFFER_SECRET_ENCODING: {}", encoding_rule));
    }
  }
  if (const auto text = environment.get("COFFER_ACCOUNT_GROUP"); text && !choice.account_group) {
    choice.account_group = to_group(*text);
    if (!choice.account_group) fail_config(fmt::format("COFFER_ACCOUNT_GROUP: {}", group_rule));
  }
  return choice;
}

void fetch_secret(Account& account) {
  const auto* command = std::get_if<SecretCommand>(&account.elsewhere);
  if (command == nullptr || !account.credentials.secret.empty()) return;
  account.credentials.secret =
      run_secret_command(*command, secret_command_limit(), account.secret_source);
}

}  // namespace coffer::app
