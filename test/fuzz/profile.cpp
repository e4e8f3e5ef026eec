// The text of a profile, in which each '$' stands for a secret: what is accepted is written and
// accepted again with the same settings, and what is refused never shows the secret.

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "app/accounts/credentials.hpp"
#include "app/accounts/profile_file.hpp"
#include "coffer/json_writer.hpp"
#include "test/fuzz/fuzz.hpp"

namespace coffer::fuzz {
namespace {

using app::Account;

const std::string path = "p.json";
constexpr std::string_view canary = "cAnArY";

std::string secret_in_place(std::string_view input) {
  std::string text;
  for (const char c : input) c == '$' ? text.append(canary) : text.append(1, c);
  return text;
}

std::string written(const Account& account) {
  const Credentials& credentials = account.credentials;
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().key("api_key").string(credentials.api_key);
  if (!credentials.secret.empty()) json.key("api_secret").string(credentials.secret.reveal());
  if (!account.secret_file.empty()) json.key("api_secret_file").string(account.secret_file);
  if (!account.secret_command.empty()) {
    json.key("api_secret_command").begin_array();
    for (const std::string& argument : account.secret_command) json.string(argument);
    json.end_array();
  }
  if (account.account_group) json.key("account_group").integer(*account.account_group);
  json.key("base_url").string(account.base_url.origin());
  json.key("secret_encoding").string(app::name(credentials.encoding));
  return json.end_object().take();
}

void check(const Account& account) {
  require(app::key_problem(account.credentials.api_key).empty(), "a key fits into a header");
  require(account.account_group.value_or(0) >= 0, "account groups are not negative");
  const BaseUrl& base_url = account.base_url;
  require(base_url.tls || base_url.is_loopback(), "plain HTTP goes to loopback only");
  require(base_url.port >= 1 && base_url.port <= 65535, "a port is one");
  require(!base_url.host.empty(), "there is a host");
  const std::vector<std::string>& command = account.secret_command;
  if (account.secret_file.empty() && command.empty())
    require(app::secret_problem(account.credentials.secret.reveal()).empty(), "a secret is one");
  require(command.empty() || !command[0].empty(), "a command is named");
}

void check(const Error& error, std::string_view text) {
  require(error.kind == ErrorKind::config, "a broken profile is to be corrected");
  std::string_view message = error.message;
  require(message.starts_with(path + ":"), "the file is named");
  message.remove_prefix(path.size() + 1);
  if (!message.starts_with(' ')) {
    std::ptrdiff_t line = 0;
    const auto [end, failure] =
        std::from_chars(message.data(), message.data() + message.size(), line);
    require(failure == std::errc() && line >= 1 && *end == ':', "the line is named");
    require(line <= 1 + std::ranges::count(text, '\n'), "there is such a line");
  }
  // Members are named as they are written, before what is wrong; what they hold never is.
  const std::string_view problem = message.substr(message.rfind(": ") + 1);
  const bool names_member = problem.find("member") != std::string_view::npos;
  require(names_member || problem.find(canary) == std::string_view::npos, "no value is shown");
  require(error.hint.find(canary) == std::string::npos, "no hint shows a value");
}

std::optional<Account> read(std::string text) {
  const std::string original = text;
  try {
    return app::parse_profile_file(text, path);
  } catch (const Error& error) {
    check(error, original);
    return std::nullopt;
  }
}

}  // namespace
}  // namespace coffer::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coffer::fuzz;
  const std::string text = secret_in_place(text_of(data, size));
  const auto file = read(text);
  if (!file) return 0;
  check(*file);
  const std::string rewritten = written(*file);
  const auto again = read(rewritten);
  require(again && written(*again) == rewritten, "the same settings come back");
  return 0;
}
