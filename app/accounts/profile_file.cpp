#include "app/accounts/profile_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "app/accounts/credentials.hpp"
#include "app/accounts/private_file.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/text.hpp"

namespace coffer::app {
namespace {

// A profile as far as it has been read.
class Parser {
 public:
  Parser(std::string& text, const std::string& path)
      : json_(text, {.kind = ErrorKind::config, .source = path, .comments = true, .lines = true}) {
    account_.secret_source = path;
  }

  Account parse();

 private:
  // What a profile's member is called there, and in the file of the demo client; empty: it has
  // none.
  struct Member {
    std::string_view name;
    std::string_view demo_name;
    void (Parser::*take)(std::string_view member);
  };

  void take(std::string_view member, std::string_view Member::*name);
  void take_key(std::string_view member);
  void take_secret(std::string_view member);
  void take_secret_file(std::string_view member);
  void take_command(std::string_view member);
  void take_group(std::string_view member);
  void take_base_url(std::string_view member);
  void take_encoding(std::string_view member);
  void skip(std::string_view) { json_.skip(); }
  void claim_secret();
  void require(std::string_view member, std::string_view problem) const;
  void require_pair(std::string_view key, std::string_view secret) const;

  JsonReader json_;
  Account account_;
  bool has_secret_ = false;
  bool has_own_members_ = false;
  std::string_view demo_client_;  // the member that holds all of its file
};

Account Parser::parse() {
  account_.base_url = parse_base_url(default_base_url, ErrorKind::internal, "");
  json_.each_member([&](std::string_view member) {
    if (member == "ascendex" || member == "bitmax") {
      if (!demo_client_.empty()) json_.fail_at("both ascendex and bitmax");
      if (has_own_members_)
        json_.fail_at(fmt::format("{} cannot be combined with another member", member));
      demo_client_ = member;
      account_.demo_client = true;
      account_.credentials.encoding = SecretEncoding::base64;
      json_.each_member([&](std::string_view inner) { take(inner, &Member::demo_name); });
      require_pair("apikey", "secret");
    } else {
      take(member, &Member::name);
      if (!demo_client_.empty()) {
        json_.fail_after(fmt::format("{} cannot be combined with another member", demo_client_));
      }
      has_own_members_ = true;
    }
  });
  if (demo_client_.empty()) require_pair("api_key", "api_secret");
  return std::move(account_);
}

void Parser::take(std::string_view member, std::string_view Member::*name) {
  static constexpr std::array members{
      Member{"api_key", "apikey", &Parser::take_key},
      Member{"api_secret", "secret", &Parser::take_secret},
      Member{"api_secret_file", "", &Parser::take_secret_file},
      Member{"api_secret_command", "", &Parser::take_command},
      Member{"account_group", "group", &Parser::take_group},
      Member{"base_url", "https", &Parser::take_base_url},
      Member{"secret_encoding", "", &Parser::take_encoding},
      Member{"", "wss", &Parser::skip},  // of no use here
  };
  const auto* const found = std::ranges::find(members, member, name);
  if (member.empty() || found == members.end()) {
    json_.fail_at(fmt::format("unknown member \"{}\"", member));
  }
  (this->*found->take)(member);
}

void Parser::take_key(std::string_view member) {
  const std::string_view key = json_.string();
  require(member, key_problem(key));
  account_.credentials.api_key = key;
}

void Parser::take_secret(std::string_view member) {
  const std::string_view secret = json_.string();
  require(member, secret_problem(secret));
  claim_secret();
  account_.credentials.secret = Secret(std::string(secret));
}

void Parser::take_secret_file(std::string_view) {
  account_.elsewhere = SecretFile{std::string(json_.string())};
  claim_secret();
}

void Parser::take_command(std::string_view member) {
  SecretCommand command;
  std::string_view first;
  if (json_.type() == JsonReader::Type::string) {
    first = json_.string();
    command.arguments = {"/bin/sh", "-c", std::string(first)};
  } else {
    json_.each_element([&] { command.arguments.emplace_back(json_.string()); });
    if (!command.arguments.empty()) first = command.arguments.front();
  }
  require(member, first.empty() ? "names no command" : "");
  claim_secret();
  account_.secret_source += ": api_secret_command";
  account_.elsewhere = std::move(command);
}

void Parser::take_group(std::string_view member) {
  account_.account_group = to_group(json_.integer());
  require(member, account_.account_group ? "" : group_rule);
}

void Parser::take_base_url(std::string_view member) {
  const std::string_view url = json_.string();
  try {
    account_.base_url = parse_base_url(url, ErrorKind::config, member);
  } catch (const Error& error) {
    json_.fail_after(error.message, error.hint);
  }
}

void Parser::take_encoding(std::string_view member) {
  const auto encoding = to_encoding(json_.string());
  require(member, encoding ? "" : encoding_rule);
  account_.credentials.encoding = *encoding;
}

// Of the value read last.
void Parser::claim_secret() {
  if (has_secret_) {
    json_.fail_after("api_secret, api_secret_file and api_secret_command: only one may be given");
  }
  has_secret_ = true;
}

void Parser::require(std::string_view member, std::string_view problem) const {
  if (!problem.empty()) json_.fail_after(fmt::format("{}: {}", member, problem));
}

// In the object read last.
void Parser::require_pair(std::string_view key, std::string_view secret) const {
  if (account_.credentials.api_key.empty()) json_.fail_missing(key);
  if (!has_secret_) json_.fail_missing(secret);
}

}  // namespace

Account read_profile_file(const std::string& path) {
  return parse_profile_file(read_private_file(path), path);
}

Account parse_profile_file(std::string text, const std::string& path) {
  const struct Wiper {
    std::string& text;
    ~Wiper() { wipe(text); }
  } wiper{text};
  if (text.starts_with(byte_order_mark)) text.replace(0, byte_order_mark.size(), 3, ' ');
  return Parser(text, path).parse();
}

bool is_profile_name(std::string_view text) {
  const auto begins = [](char c) { return is_letter(c) || is_digit(c); };
  return !text.empty() && begins(text.front()) && std::ranges::all_of(text, [&](char c) {
    return begins(c) || c == '.' || c == '_' || c == '-';
  });
}

std::string profile_path(const std::string& profile, const Environment& environment) {
  if (profile.find('/') != std::string::npos) return profile;
  if (!is_profile_name(profile)) {
    fail_config(
        fmt::format("profile {}: not a valid profile name", profile),
        "a name is letters, digits, '.', '_' and '-', and begins with a letter or a digit; a "
        "path has a '/'");
  }
  const auto directory = environment.config_directory();
  if (!directory) {
    fail_config(fmt::format("profile {}: neither HOME nor XDG_CONFIG_HOME is set", profile),
                "set HOME, or name the profile by its path");
  }
  return fmt::format("{}/{}.json", *directory, profile);
}

std::vector<std::string> stored_profiles(const Environment& environment) {
  const auto directory = environment.config_directory();
  if (!directory) return {};
  std::error_code problem;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator entry(*directory, problem), end;
       !problem && entry != end; entry.increment(problem)) {
    const std::filesystem::path& path = entry->path();
    const bool is_named_so = path.extension() == ".json" && is_profile_name(path.stem().native());
    std::error_code unknown;
    if (is_named_so && !entry->is_directory(unknown)) {
      names.push_back(path.stem());
    }
  }
  if (problem && problem != std::errc::no_such_file_or_directory) {
    fail_config(fmt::format("{}: {}", *directory, problem.message()));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace coffer::app
