#include "app/cli/command_line.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "app/commands/commands.hpp"
#include "test/catch.hpp"
#include "test/support/errors.hpp"

namespace coffer::app {
namespace {

using Words = std::vector<const char*>;

std::variant<Options, ImmediateOutput> parsed(const Words& words) {
  return parse_command_line(words, commands::all);
}

Options parse(const Words& words) { return std::get<Options>(parsed(words)); }

std::string answer(const Words& words) { return std::get<ImmediateOutput>(parsed(words)).text; }

Error refusal(const Words& words) {
  const Error error = test::error_of([&] { parsed(words); });
  CHECK(error.kind == ErrorKind::usage);
  return error;
}

TEST_CASE("options may stand before and after the command") {
  for (const Words& words :
       {Words{"--timeout", "2.5", "cash", "BTC"}, Words{"cash", "--timeout=2.5", "BTC"},
        Words{"cash", "BTC", "--timeout", "2.5"}}) {
    const Options options = parse(words);
    CHECK(options.command == &commands::cash);
    CHECK(options.view.assets == std::vector<std::string>{"BTC"});
    CHECK(options.connection.timeout == std::chrono::milliseconds(2500));
  }
}

TEST_CASE("of the options for the format, the last one counts") {
  CHECK(parse({"cash"}).format == nullptr);
  CHECK(parse({"--json", "cash", "--csv"}).format == &formats::csv);
  CHECK(parse({"--csv", "-o", "json", "cash"}).format == &formats::json);
  CHECK(parse({"-ojson", "--jsonl", "cash"}).format == &formats::jsonl);
  CHECK(parse({"-o", "csv", "cash", "-o", "table"}).format == &formats::table);
  CHECK(parse({"--timeout", "1", "cash", "--timeout", "2"}).connection.timeout ==
        std::chrono::seconds(2));
}

TEST_CASE("every option sets its field") {
  std::istringstream line(
      "margin --columns asset,INTEREST --sort -netBalance --no-headers --timestamp --color always "
      "--show-all --fail-if USDT.interest>0 --fail-if netBalance<-1 -qv -p main "
      "--base-url https://bitmax.io --account-group 0 --secret-encoding base64 "
      "--ca-file ca.pem --ca-dir certs --retries 0");
  const std::vector<std::string> texts(std::istream_iterator<std::string>(line), {});
  Words words;
  for (const std::string& text : texts) words.push_back(text.c_str());
  const Options options = parse(words);
  CHECK(options.view.columns == std::vector<std::string>{"asset", "INTEREST"});
  REQUIRE(options.view.sort);
  CHECK(options.view.sort->column == "netBalance");
  CHECK(options.view.sort->descending);
  CHECK_FALSE(options.view.headers);
  CHECK(options.view.timestamp);
  CHECK(options.terminal.color == ColorMode::always);
  CHECK(options.view.show_all);
  REQUIRE(options.view.conditions.size() == 2);
  CHECK(options.view.conditions[0].asset == "USDT");
  CHECK(options.view.conditions[1].text == "netBalance<-1");
  CHECK(options.terminal.quiet);
  CHECK(options.terminal.verbose);
  CHECK(options.account.profiles == std::vector<std::string>{"main"});
  CHECK(options.account.base_url.value().origin() == "https://bitmax.io");
  CHECK(options.account.account_group == 0);
  CHECK(options.account.secret_encoding == SecretEncoding::base64);
  CHECK(options.connection.ca_file == "ca.pem");
  CHECK(options.connection.ca_directory == "certs");
  CHECK(options.connection.retries == 0);
  CHECK(parse({"--sandbox", "risk"}).account.sandbox);
}

TEST_CASE("a word after the command is an asset, also where it is a command's name") {
  CHECK(parse({"cash", "risk", "info"}).view.assets == std::vector<std::string>{"risk", "info"});
  CHECK(parse({"cash", "--", "BTC"}).view.assets == std::vector<std::string>{"BTC"});
  CHECK(parse({"cash", "[a,b]", "--", "-x", "--"}).view.assets ==
        std::vector<std::string>{"[a,b]", "-x", "--"});
}

TEST_CASE("what is wrong is named, with the nearest right one") {
  struct Case {
    Words words;
    std::string message;
    std::string hint;
  };
  const std::vector<Case> cases{
      {{"csah"}, "unknown command", "did you mean `coffer cash`?"},
      {{"help", "rik"}, "unknown command", "did you mean `coffer help risk`?"},
      {{"rik", "--help"}, "unknown command", "did you mean `coffer help risk`?"},
      {{"-p", "main", "--json", "csah"}, "unknown command", "did you mean `coffer -p main cash`?"},
      {{"csah", "-p", "./a b"}, "unknown command", "did you mean `coffer -p './a b' cash`?"},
      {{"--sandbox", "csah"}, "unknown command", "did you mean `coffer --sandbox cash`?"},
      {{"xyzzyxyzzy"}, "unknown command", "see coffer --help"},
      {{"cash", "--colums", "asset"}, "unknown option --colums", "did you mean --columns?"},
      {{"cash", "-x"}, "unknown option -x", "see coffer cash --help"},
      {{"help", "cash", "margin"}, "help takes one COMMAND", "see coffer --help"},
      {{"--json"}, "no command given", "see coffer --help"},
      {{"risk", "--show-all"}, "--show-all does not apply to risk", "see coffer risk --help"},
      {{"cash", "--port", "1"}, "--port does not apply to cash", "see coffer cash --help"},
      {{"history", "--plto", "a"}, "unknown option --plto", "did you mean --plot?"},
      {{"cash", "--plto"}, "unknown option --plto", "see coffer cash --help"},
      {{"--plto"}, "unknown option --plto", "did you mean --plot?"},
      {{"cash", "--plot"}, "--plot does not apply to cash", "see coffer cash --help"},
      {{"history"},
       "wrong number of arguments, expected: coffer history FILE...",
       "see coffer history --help"},
      {{"sandbox", "--json"}, "--json does not apply to sandbox", "see coffer sandbox --help"},
      {{"risk", "BTC"},
       "wrong number of arguments, expected: coffer risk",
       "see coffer risk --help"},
      {{"login", "a", "b"},
       "wrong number of arguments, expected: coffer login [PROFILE]",
       "see coffer login --help"},
      {{"cash", "--columns"}, "--columns needs a value: A,B,...", "see coffer cash --help"},
      {{"cash", "--json=yes"}, "--json takes no value", "see coffer cash --help"},
      {{"cash", "--proxy"}, "--proxy needs a value: URL", "see coffer cash --help"},
      {{"cash", "--help=yes"}, "--help takes no value", "see coffer cash --help"},
      {{"--version=1"}, "--version takes no value", "see coffer --help"},
      {{"-q=1"}, "a flag takes no value", "see coffer --help"},
      {{"-h=1"}, "a flag takes no value", "see coffer --help"},
      {{"cash", "--timeout="}, "--timeout needs a value: SECONDS", "see coffer cash --help"},
      {{"cash", "--append=", "--csv"}, "--append needs a value: FILE", "see coffer cash --help"},
      {{"worth", "--value=", "--sandbox"},
       "--value needs a value: CODE",
       "see coffer worth --help"},
  };
  for (const Case& expected : cases) {
    const Error error = refusal(expected.words);
    CHECK(error.message == expected.message);
    CHECK(error.hint == expected.hint);
  }
}

TEST_CASE("values out of range are refused with the rule") {
  for (const Words& words : {Words{"cash", "--timeout", "0"},
                             Words{"cash", "--timeout", "1e3"},
                             Words{"cash", "--timeout", "-1"},
                             Words{"cash", "--timeout", "86400.001"},
                             Words{"cash", "--timeout", "."},
                             Words{"cash", "--timeout", "1."},
                             Words{"cash", "--base-url", "http://example.com"},
                             Words{"cash", "--retries", "-1"},
                             Words{"cash", "--retries", "x"},
                             Words{"cash", "--account-group", "-1"},
                             Words{"cash", "--account-group", "1x"},
                             Words{"sandbox", "--port", "0"},
                             Words{"sandbox", "--port", "65536"},
                             Words{"cash", "-o", "xml"},
                             Words{"cash", "--color", "yes"},
                             Words{"cash", "--secret-encoding", "hex"},
                             Words{"cash", "--columns", ""},
                             Words{"cash", "--fail-if", "totalBalance"},
                             Words{"cash", "--profile", ""},
                             Words{"cash", "--profile", "two words"},
                             Words{"cash", "--ca-file", ""},
                             Words{"history", "a", "--since", "yesterday"},
                             Words{"history", "a", "--until", ""},
                             Words{"history", "a", "--of", ""},
                             Words{"history", "a", "--asset", ""},
                             Words{"cash", "this-is-no-asset-code-but-a-key"},
                             Words{"cash", ""}}) {
    CHECK_FALSE(refusal(words).message.empty());
  }
  CHECK(parse({"cash", "日本語日本語日本語日本語"}).view.assets.size() == 1);
  CHECK(parse({"cash", "--proxy=", "--csv"}).connection.proxy == "");
  CHECK(parse({"cash", "--timeout", "0.001"}).connection.timeout == std::chrono::milliseconds(1));
  CHECK(parse({"cash", "--timeout", "1.23456"}).connection.timeout ==
        std::chrono::milliseconds(1234));
}

TEST_CASE("an argument that may be a secret is never repeated") {
  constexpr const char* canary = "Canary0Secret";
  for (const Words& words : {Words{canary},
                             Words{"cash", "--api-secret=Canary0Secret"},
                             Words{"cash", "--Canary0Secret"},
                             Words{"risk", canary},
                             Words{"help", canary},
                             Words{"cash", "--api-secret", canary},
                             Words{"cash", "-xCanary0Secret"},
                             Words{"cash", "--json=Canary0Secret"},
                             Words{"cash", "--timeout", canary},
                             Words{"cash", "--timeout=Canary0Secret"},
                             Words{"cash", "-o", canary},
                             Words{"cash", "--account-group", canary},
                             Words{"cash", "--fail-if", canary},
                             Words{"completion", canary},
                             Words{"sandbox", canary},
                             Words{"login", "main", canary},
                             Words{"cash", "-4Canary0Secret"},
                             Words{"cash", "--ipv4=Canary0Secret"},
                             Words{"cash", "--help=Canary0Secret"},
                             Words{"--version=Canary0Secret"},
                             Words{"cash", "--base-url=https://Canary0Secret@example.com"},
                             Words{"cash", "--color=Canary0Secret"},
                             Words{"cash", "--secret-encoding", canary}}) {
    const Error error = refusal(words);
    CHECK(error.message.find(canary) == std::string::npos);
    CHECK(error.hint.find(canary) == std::string::npos);
  }
}

TEST_CASE("a log is csv or jsonl, and has a header") {
  for (const Words& words : {Words{"cash", "--append", "log.csv", "--json"},
                             Words{"cash", "--append", "log.csv", "-o", "table"},
                             Words{"cash", "--append", "log.csv", "--no-headers"},
                             Words{"cash", "--append", ""}, Words{"info", "--append", "log.csv"}}) {
    CHECK(refusal(words).message.find("--append") != std::string::npos);
  }
  CHECK(parse({"cash", "--append", "log", "--jsonl"}).append == "log");
}

TEST_CASE("an interval is a second or more, and goes with --watch") {
  CHECK(parse({"risk", "-w", "-n", "1.5"}).interval == std::chrono::milliseconds(1500));
  CHECK(parse({"risk", "--watch"}).watch);
  CHECK(refusal({"risk", "-w", "-n", "0.999"}).message.find("from 1 to") != std::string::npos);
  CHECK(refusal({"risk", "-n", "5"}).message.find("--watch") != std::string::npos);
  CHECK(refusal({"info", "--watch"}).message.find("--watch") != std::string::npos);
}

TEST_CASE("the practice exchange goes with no other account") {
  CHECK(refusal({"--sandbox", "cash", "-p", "main"}).message.find("--profile") !=
        std::string::npos);
  CHECK(refusal({"--sandbox", "cash", "--base-url", "https://bitmax.io"})
            .message.find("--base-url") != std::string::npos);
}

TEST_CASE("addresses are of one family or of any") {
  CHECK(parse({"cash"}).connection.family == AddressFamily::any);
  CHECK(parse({"cash", "-4"}).connection.family == AddressFamily::ipv4);
  CHECK(parse({"login", "-6"}).connection.family == AddressFamily::ipv6);
  CHECK(refusal({"cash", "-4", "--ipv6"}).message == "--ipv4 cannot be combined with --ipv6");
  CHECK(refusal({"profiles", "-4"}).message == "--ipv4 does not apply to profiles");
}

TEST_CASE("charts have no rows that could be shaped") {
  for (const Words& words :
       {Words{"--json"}, Words{"--csv"}, Words{"--sort", "last"}, Words{"--columns", "last"},
        Words{"--no-headers"}, Words{"--timestamp"}}) {
    Words line{"history", "a.csv", "--plot"};
    line.insert(line.end(), words.begin(), words.end());
    CHECK(refusal(line).message.find("--plot") != std::string::npos);
  }
  CHECK(parse({"history", "a.csv", "--plot", "-o", "table"}).command == &commands::history);
}

TEST_CASE("several profiles are asked in the order of the command line") {
  using Names = std::vector<std::string>;
  CHECK(parse({"-p", "b", "cash", "--profile", "a"}).account.profiles == Names{"b", "a"});
  CHECK(parse({"-p", "b", "cash", "--profile", "a", "--total"}).account.total);
  CHECK(parse({"cash", "--all-profiles"}).account.several_profiles());
  CHECK_FALSE(parse({"cash", "-p", "a"}).account.several_profiles());
  for (const Words& words :
       {Words{"cash", "-p", "a", "-p", "a"}, Words{"cash", "-p", "a", "--all-profiles"},
        Words{"cash", "--total"}, Words{"cash", "-p", "a", "--total"},
        Words{"risk", "--all-profiles", "--total"},
        Words{"cash", "-p", "a", "-p", "b", "--account-group", "1"},
        Words{"cash", "--all-profiles", "--secret-encoding", "raw"},
        Words{"cash", "--sandbox", "--all-profiles"}, Words{"profiles", "-p", "a"},
        Words{"profiles", "--sandbox"}}) {
    CHECK_FALSE(refusal(words).message.empty());
  }
}

TEST_CASE("login takes the name of one profile, as a word or by the option") {
  using Names = std::vector<std::string>;
  CHECK(parse({"login"}).account.profiles.empty());
  CHECK(parse({"login", "main", "--force"}).account.profiles == Names{"main"});
  CHECK(parse({"login", "-p", "main"}).account.profiles == Names{"main"});
  CHECK(parse({"login", "a-name-may-be-as-long-as-it-likes"}).account.profiles.size() == 1);
  for (const Words& words :
       {Words{"login", "a", "b"}, Words{"login", ".hidden"}, Words{"login", "--sandbox"},
        Words{"login", "--json"}, Words{"cash", "--force"}}) {
    CHECK_FALSE(refusal(words).message.empty());
  }
}

// Whether the help has a line for the option.
bool shows(const std::string& help, const Option& option) {
  return help.find("--" + std::string(option.name) + " ") != std::string::npos;
}

bool is_narrow(const std::string& help) {
  for (std::size_t begin = 0; begin < help.size();) {
    const std::size_t end = help.find('\n', begin);
    if (end - begin > 80) return false;
    begin = end + 1;
  }
  return true;
}

TEST_CASE("the help of a command shows each of its options and no other, and its columns") {
  for (const Command* command : commands::all) {
    const std::string name(command->name);
    INFO(name);
    const std::string help = answer({name.c_str(), "--help"});
    CHECK(help == answer({"help", name.c_str()}));
    CHECK(help == answer({"-h", name.c_str()}));
    CHECK(is_narrow(help));
    CHECK(help.find("Examples:") < help.find("--help"));
    const auto applying = options_of(*command);
    for (const Option* option : options_of(commands::all)) {
      const bool applies =
          std::ranges::find(applying, option->name, &Option::name) != applying.end();
      CHECK(shows(help, *option) == applies);
    }
    CHECK((help.find("\nColumns:\n") != help.npos) == (command->columns != nullptr));
    if (command->columns == nullptr) continue;
    for (const Column& column : command->columns({})) {
      CHECK(help.find(" " + column.key, help.find("\nColumns:\n")) != help.npos);
    }
  }
}

TEST_CASE("options of a command are below the heading of their group, its own first") {
  const std::string help = answer({"help", "history"});
  CHECK(help.find("\nOptions:\n      --of COLUMN") != help.npos);
  CHECK(help.find("\nOutput:\n  -o, --output FORMAT         table, json, jsonl or csv (") !=
        help.npos);
  CHECK(help.find("Connection:") == help.npos);
}

TEST_CASE("the general help names every command and option") {
  const std::string help = answer({"--help"});
  CHECK(help == answer({"help"}));
  CHECK(help == answer({"help", "help"}));
  CHECK(is_narrow(help));
  for (const Command* command : commands::all) {
    CHECK(help.find("\n  " + std::string(command->name)) != std::string::npos);
  }
  for (const Option* option : options_of(commands::all)) CHECK(shows(help, *option));
  CHECK(help.find("\nFor cash, margin only:\n      --show-all") != help.npos);
}

TEST_CASE("options of one name are alike in all commands, as help and completions show one") {
  const auto all = options_of(commands::all);
  for (const Command* command : commands::all) {
    for (const Option* option : options_of(*command)) {
      const auto same = std::ranges::find(all, option->name, &Option::name);
      REQUIRE(same != all.end());
      CHECK((*same)->value.name.empty() == option->value.name.empty());
      CHECK((*same)->short_name == option->short_name);
      CHECK((*same)->help == option->help);
    }
  }
}

TEST_CASE("an option that excludes another names one that exists") {
  const auto all = options_of(commands::all);
  for (const Option* option : all) {
    std::string_view rest = option->excludes;
    while (!rest.empty()) {
      const std::string_view name = rest.substr(0, rest.find(' '));
      CHECK(std::ranges::find(all, name, &Option::name) != all.end());
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    }
  }
}

TEST_CASE("the versions of coffer and its libraries are told") {
  const std::string text = answer({"--version"});
  CHECK(text.starts_with("coffer 1."));
  for (const char* library :
       {"OpenSSL 3.", "cpp-httplib 0.", "RapidJSON 1.", "CLI11 2.", "fmt ", "zlib 1."}) {
    CHECK(text.find(library) != std::string::npos);
  }
}

TEST_CASE("a call without arguments is a usage error that helps") {
  const auto answered = parsed({});
  const auto& short_help = std::get<ImmediateOutput>(answered);
  CHECK(short_help.usage_error);
  CHECK(short_help.text.find("coffer --sandbox cash") != std::string::npos);
}

}  // namespace
}  // namespace coffer::app
