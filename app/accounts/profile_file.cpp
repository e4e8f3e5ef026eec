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

// What members are called in the file of the demo client, and in a profile.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> demo_names{{
    {"apikey", "api_key"},
    {"secret", "api_secret"},
    {"group", "account_group"},
    {"https", "base_url"},
}};

// A profile as far as it has been read.
class Parser {
 public:
  Parser(std::string& text, const std::string& path)
      : json_(text, {.kind = ErrorKind::config, .source = path, .by_hand = true}) {
    account_.secret_source = path;
  }

  Account parse() {
    std::string_view demo_client;  // the member that holds all of its file
    int members = 0;
    json_.each_member([&](std::string_view member) {
      ++members;
      if (member == "ascendex" || member == "bitmax") {
        demo_client = member;
        take_demo_file();
      } else {
        take(member);
      }
      if (!demo_client.empty() && members > 1) {
        json_.fail(fmt::format("{} cannot be combined with another member", demo_client));
      }
    });
    if (demo_client.empty()) require_pair("api_key", "api_secret");
    return std::move(account_);
  }

 private:
  void take_demo_file() {
    account_.credentials.encoding = SecretEncoding::base64;
    json_.each_member([&](std::string_view member) {
      const auto* const known =
          std::ranges::find(demo_names, member, [](const auto& names) { return names.first; });
      if (member != "wss") take(known == demo_names.end() ? "" : known->second);
    });
    require_pair("apikey", "secret");
  }

  // What is called `name` in a profile.
  void take(std::string_view name) {
    if (name == "api_key") {
      account_.credentials.api_key = json_.string();
      require(key_problem(account_.credentials.api_key));
    } else if (name == "api_secret") {
      const std::string_view secret = json_.string();
      require(secret_problem(secret));
      claim_secret();
      account_.credentials.secret = Secret(std::string(secret));
    } else if (name == "api_secret_file") {
      account_.secret_file = json_.string();
      require(account_.secret_file.empty() ? "names no file" : "");
      claim_secret();
    } else if (name == "api_secret_command") {
      take_command();
    } else if (name == "account_group") {
      account_.account_group = to_group(json_.number());
      require(account_.account_group ? "" : group_rule);
    } else if (name == "base_url") {
      take_base_url();
    } else if (name == "secret_encoding") {
      const auto encoding = to_encoding(json_.string());
      require(encoding ? "" : encoding_rule);
      account_.credentials.encoding = *encoding;
    } else {
      json_.fail("unknown member");
    }
  }

  void take_command() {
    std::vector<std::string>& command = account_.secret_command;
    std::string_view first;
    if (json_.type() == JsonReader::Type::string) {
      first = json_.string();
      command = {"/bin/sh", "-c", std::string(first)};
    } else {
      json_.each_element([&] { command.emplace_back(json_.string()); });
      if (!command.empty()) first = command.front();
    }
    require(first.empty() ? "names no command" : "");
    claim_secret();
    account_.secret_source += ": api_secret_command";
  }

  void take_base_url() {
    const std::string_view url = json_.string();
    try {
      account_.base_url = parse_base_url(url, ErrorKind::config, "base_url");
    } catch (const Error& error) {
      json_.fail(error.message.substr(error.message.find(": ") + 2), error.hint);
    }
  }

  // Of the value read last.
  void claim_secret() {
    if (has_secret_) {
      json_.fail("only one of api_secret, api_secret_file and api_secret_command may be given");
    }
    has_secret_ = true;
  }

  void require(std::string_view problem) const {
    if (!problem.empty()) json_.fail(problem);
  }

  // In the object read last.
  void require_pair(std::string_view key, std::string_view secret) const {
    if (account_.credentials.api_key.empty()) json_.fail_missing(key);
    if (!has_secret_) json_.fail_missing(secret);
  }

  JsonReader json_;
  Account account_;
  bool has_secret_ = false;
};

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
  std::vector<std::string> names;
  try {
    for (const auto& entry : std::filesystem::directory_iterator(*directory)) {
      const std::filesystem::path& path = entry.path();
      std::error_code unknown;
      if (path.extension() == ".json" && is_profile_name(path.stem().native()) &&
          !entry.is_directory(unknown)) {
        names.push_back(path.stem());
      }
    }
  } catch (const std::filesystem::filesystem_error& problem) {
    if (problem.code() != std::errc::no_such_file_or_directory) {
      fail_config(fmt::format("{}: {}", *directory, problem.code().message()));
    }
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace coffer::app
