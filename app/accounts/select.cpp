#include "app/accounts/select.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

#include "app/accounts/credentials.hpp"
#include "app/accounts/private_file.hpp"
#include "app/accounts/profile_file.hpp"
#include "app/accounts/secret_command.hpp"
#include "app/sandbox/exchange.hpp"
#include "app/system/streams.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// `problem` is what is wrong with the key or the secret that the source gave; empty: nothing.
void require_fit(std::string_view source, std::string_view problem) {
  if (!problem.empty()) fail_config(fmt::format("{}: {}", source, problem));
}

Secret read_secret_file(const std::string& path) {
  std::string text = read_private_file(path);
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
  const bool is_path = profile.find('/') != profile.npos;
  if (is_absent(path) || (!is_path && !is_profile_name(profile))) {
    fail_config(fmt::format("{}: there is no such profile", path),
                "`coffer profiles` lists them, `coffer login` stores one; a path has a '/'");
  }
  Account account = read_profile_file(path);
  account.profile = profile;
  std::string& secret_file = account.secret_file;
  if (secret_file.starts_with("~/")) {
    secret_file.replace(0, 1, environment.get("HOME").value_or(""));
  } else if (!secret_file.empty()) {
    secret_file = std::filesystem::path(path).parent_path() / secret_file;
  }
  return account;
}

Account overridden(Account account, const AccountChoice& choice) {
  if (choice.base_url) account.base_url = *choice.base_url;
  if (choice.account_group) account.account_group = choice.account_group;
  if (choice.secret_encoding) account.credentials.encoding = *choice.secret_encoding;
  return account;
}

Account load_environment(const AccountChoice& choice, const Environment& environment) {
  const auto key = environment.get("COFFER_API_KEY");
  auto secret = environment.get("COFFER_API_SECRET");
  if (!key || !secret) {
    fail_config("only one of COFFER_API_KEY and COFFER_API_SECRET is set", "set both, or neither");
  }

  Account account;
  account.credentials.api_key = *key;
  account.credentials.secret = Secret(std::move(*secret));
  require_fit("COFFER_API_KEY", key_problem(*key));
  require_fit("COFFER_API_SECRET", secret_problem(account.credentials.secret.reveal()));
  return overridden(std::move(account), with_environment(choice, environment));
}

Account practice_account() {
  auto exchange = std::make_shared<const SandboxExchange>(SandboxExchange::Settings{});
  Account account;
  account.base_url = parse_base_url(exchange->base_url(), ErrorKind::internal, "sandbox");
  account.credentials.api_key = exchange->account().api_key;
  account.credentials.secret = Secret(std::string(exchange->account().api_secret));
  account.practice = std::move(exchange);
  return account;
}

[[noreturn]] void fail_without_key(const Environment& environment) {
  const std::string message =
      fmt::format("no API key: none of COFFER_API_KEY, COFFER_PROFILE and {}/default.json is there",
                  environment.config_directory().value_or("~/.config/coffer"));
  const std::vector<std::string> profiles = stored_profiles(environment);
  if (profiles.empty()) {
    fail_config(message, "`coffer login` stores a key; `coffer --sandbox cash` needs none");
  }
  fail_config(message, fmt::format("choose a stored profile, as in `coffer cash -p {}`; stored: {}",
                                   profiles.front(), join(profiles, ", ")));
}

// Where no profile is chosen.
Account load_account(const AccountChoice& choice, const Environment& environment) {
  if (choice.sandbox) return practice_account();
  if (environment.has("COFFER_API_KEY") || environment.has("COFFER_API_SECRET")) {
    return load_environment(choice, environment);
  }
  if (const auto profile = environment.get("COFFER_PROFILE")) {
    try {
      return load_profile(*profile, environment);
    } catch (Error& error) {
      error.message = "COFFER_PROFILE: " + error.message;
      throw;
    }
  }
  const auto directory = environment.config_directory();
  if (!directory || is_absent(*directory + "/default.json")) fail_without_key(environment);
  return load_profile("default", environment);
}

}  // namespace

std::vector<Account> selected_accounts(const AccountChoice& choice,
                                       const Environment& environment) {
  std::vector<std::string> profiles =
      choice.all_profiles ? stored_profiles(environment) : choice.profiles;
  if (profiles.empty() && choice.all_profiles) {
    fail_config("no profile is stored", "`coffer login` stores one");
  }
  if (profiles.empty()) profiles.emplace_back();
  std::vector<Account> accounts;
  for (const std::string& profile : profiles) {
    Account& account = accounts.emplace_back();
    try {
      account = overridden(
          profile.empty() ? load_account(choice, environment) : load_profile(profile, environment),
          choice);
    } catch (const Error& error) {
      account.profile = profile;
      account.error = error;
    }
  }
  return accounts;
}

AccountChoice with_environment(AccountChoice choice, const Environment& environment) {
  // What an option overrides may be anything.
  if (const auto url = environment.get("COFFER_BASE_URL"); url && !choice.base_url) {
    choice.base_url = parse_base_url(*url, ErrorKind::config, "COFFER_BASE_URL");
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
  Secret& secret = account.credentials.secret;
  if (!secret.empty()) return;
  if (!account.secret_file.empty()) secret = read_secret_file(account.secret_file);
  if (!account.secret_command.empty()) {
    // On a terminal somebody may have to type a passphrase.
    const std::chrono::seconds limit(is_terminal(STDIN_FILENO) ? 60 : 10);
    secret = run_secret_command(account.secret_command, limit, account.secret_source);
  }
}

}  // namespace coffer::app
