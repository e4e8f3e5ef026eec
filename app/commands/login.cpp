#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "app/accounts/credentials.hpp"
#include "app/accounts/group_cache.hpp"
#include "app/accounts/private_file.hpp"
#include "app/accounts/profile_file.hpp"
#include "app/accounts/select.hpp"
#include "app/cli/option_values.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/doctor.hpp"
#include "app/output/messages.hpp"
#include "app/query/connection.hpp"
#include "app/system/signals.hpp"
#include "app/terminal/hidden_input.hpp"
#include "app/terminal/text.hpp"
#include "app/terminal/wait_line.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {
namespace {

using enum OptionGroup;

struct LoginOptions {
  bool force = false;
};

Credentials read_credentials(const Streams& streams) {
  HiddenInput input(streams);
  Credentials credentials;
  credentials.api_key = input.line("API key: ").reveal();
  if (const auto problem = key_problem(credentials.api_key); !problem.empty()) {
    fail_config(problem);
  }
  credentials.secret = input.line("API secret: ");
  // This also catches what a terminal adds to a paste.
  if (const auto problem = secret_problem(credentials.secret.reveal()); !problem.empty()) {
    fail_config(problem);
  }
  return credentials;
}

// Not by JsonWriter, which would leave copies of the secret behind.
Secret profile_text(const Credentials& credentials, const AccountChoice& choice) {
  const std::string_view secret = credentials.secret.reveal();
  std::string text;
  text.reserve(2 * (credentials.api_key.size() + secret.size()) + 1024);
  const auto add = [&](std::string_view member, std::string_view value) {
    text.append(text.empty() ? "{\n  \"" : ",\n  \"").append(member).append("\": \"");
    for (const char byte : value) {
      if (byte == '"' || byte == '\\') text += '\\';
      text += byte;
    }
    text += '"';
  };
  add("api_key", credentials.api_key);
  add("api_secret", secret);
  if (choice.base_url) add("base_url", choice.base_url->origin());
  add("secret_encoding", name(credentials.encoding));
  if (choice.account_group) {
    text.append(",\n  \"account_group\": ").append(fmt::to_string(*choice.account_group));
  }
  text += "\n}\n";
  return Secret(std::move(text));
}

// Where links lead, so that they stay.
std::string resolved(const std::string& path) {
  std::error_code problem;
  const auto target = std::filesystem::canonical(path, problem);
  return problem ? path : target.string();
}

[[noreturn]] void fail_existing(const std::string& path) {
  fail_config(fmt::format("{}: the profile already exists", path), "use --force to replace it");
}

// Asks for an API key and its secret, checks them with the exchange, with the secret as it is and
// then decoded from base64, and stores them as the options' profile ("default" where they name
// none) with the encoding that works. A base URL and an account group that options or the
// environment give are stored as well. Of a profile that is a link, the file it leads to is
// replaced. One line on stderr says what was stored, and a warning of a key that may do less or
// more than view. Where it throws, nothing is stored.
int run(const Context& context) {
  const Options& options = context.options;
  const Environment& environment = context.environment;
  const Streams& streams = context.streams;
  if (options.account.profiles.size() > 1) refuse("login stores one profile at a time");
  const std::string profile =
      options.account.profiles.empty() ? "default" : options.account.profiles.front();
  const std::string path = profile_path(profile, environment);
  const bool replaces = options.own<LoginOptions>().force;
  if (!replaces && ::access(path.c_str(), F_OK) == 0) fail_existing(path);
  require_writable(resolved(path));
  const AccountChoice choice = with_environment(options.account, environment);
  const BaseUrl base_url = choice.base_url.value_or(Account().base_url);
  const auto transport = https_transport(
      base_url, base_url.tls ? trust_in(load_trust(options.connection, environment)) : nullptr,
      load_proxy(options.connection, environment, base_url), options.connection.family);
  Credentials credentials = read_credentials(streams);
  credentials.encoding = choice.secret_encoding.value_or(SecretEncoding::raw);
  GroupCache cache(environment.cache_directory(), base_url.origin(), credentials.api_key);
  const KeyInfo info = [&] {
    const DeferredSignals signals;
    std::optional<WaitLine> waiting(std::in_place, options.terminal, environment, streams,
                                    [&] { return base_url.origin(); });
    const auto warn = [&](const Warning& warning) {
      waiting.reset();
      write_message(streams, warning_text(warning));
    };
    SystemClock clock;
    const auto ask = [&] {
      return Client(*transport, clock, credentials, &cache,
                    client_options(options.connection, options.terminal, streams, signals, warn))
          .info();
    };
    std::optional<Error> refusal;
    return choice.secret_encoding ? ask() : find_key_info(credentials, ask, refusal);
  }();
  if (choice.account_group && choice.account_group != info.account_group) {
    throw Error(ErrorKind::rejected, "the account group is not that of this key",
                fmt::format("the account group of this key is {}", info.account_group));
  }
  if (!write_private_file(resolved(path), profile_text(credentials, choice), replaces)) {
    fail_existing(path);
  }
  cache.remember(info.account_group);
  if (options.terminal.quiet) return 0;
  write_message(streams, fmt::format("coffer: stored {}: key {}, {} secret, account group {}\n",
                                     printable(path), masked(credentials.api_key),
                                     name(credentials.encoding), info.account_group));
  const Finding found = check_permissions(info);
  if (!found.hint.empty()) write_message(streams, warning_text({found.text, found.hint}));
  return 0;
}

constexpr std::array own_options{
    Option{.name = "force",
           .help = "replace an existing profile",
           .apply = [](Options& o, std::string_view) { o.own<LoginOptions>().force = true; }},
};

constexpr Positional profile{
    .value = {.name = "PROFILE", .completion = Completion::profile},
    .apply = [](Options& o, std::string_view v) { o.account.profiles.push_back(to_profile(v)); }};

}  // namespace

constexpr Command commands::login{
    .name = "login",
    .summary = "check an API key and store it as a profile",
    .examples =
        "  coffer login                      asks for key and secret, stores \"default\"\n"
        "  coffer login sub1                 stores the profile \"sub1\"\n"
        "  coffer login main --force         replaces \"main\", say after a new key\n"
        "  pass show exchange | coffer login main  reads two lines: key, secret\n",
    .groups = {account, connection},
    .options = own_options,
    .positional = profile,
    .run = run,
};

}  // namespace coffer::app
