#include "app/accounts/secret_command.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "app/system/descriptor.hpp"
#include "test/catch.hpp"
#include "test/support/errors.hpp"
#include "test/support/run_coffer.hpp"

namespace coffer::app {
namespace {

using namespace std::chrono_literals;

constexpr auto ample = 30s;

std::string first_line(const std::string& script) {
  const Secret secret = run_secret_command({"/bin/sh", "-c", script}, ample, "p.json");
  return std::string(secret.reveal());
}

Error refusal(const std::vector<std::string>& arguments, std::chrono::milliseconds limit = ample) {
  const Error error = test::error_of([&] { run_secret_command(arguments, limit, "p.json"); });
  CHECK(error.kind == ErrorKind::config);
  CHECK(error.message.starts_with("p.json: "));
  CHECK(error.message.find("Canary") == std::string::npos);
  return error;
}

std::string why(const std::string& script) {
  return refusal({"/bin/sh", "-c", script}).message.substr(8);
}

// Also where whoever inherits it has not asked for its status yet.
bool is_gone(pid_t process) {
  for (int i = 0; i < 500; ++i) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string stat;
    if (!std::getline(file, stat) || stat.find(") Z ") != std::string::npos) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

pid_t number_in(const std::string& path) {
  std::ifstream file(path);
  pid_t number = 0;
  file >> number;
  return number;
}

TEST_CASE("the first line of what a command prints is the secret") {
  CHECK(first_line("echo secret") == "secret");
  CHECK(first_line("printf secret") == "secret");
  CHECK(first_line("printf 'secret\\r\\n'") == "secret");
  CHECK(first_line("echo secret; echo login: me; echo; exec >&-; sleep 0.1") == "secret");
  CHECK(first_line("printf se; sleep 0.1; printf 'cret\\nmore'") == "secret");
  CHECK(first_line("echo secret; head -c 300000 /dev/zero") == "secret");
}

TEST_CASE("arguments are passed as they are, and the program is looked up in PATH") {
  const Secret secret = run_secret_command({"printf", "%s", "a 'b' $c"}, ample, "p.json");
  CHECK(secret.reveal() == "a 'b' $c");
}

TEST_CASE("a command that leaves something running in the background has ended") {
  CHECK(first_line("sleep 60 & echo $!") != "");
}

TEST_CASE("a command gets none of the program's own variables, and nothing to read") {
  ::setenv("COFFER_TEST_CANARY", "Canary", 1);
  ::setenv("OTHER_TEST_VARIABLE", "kept", 1);
  CHECK(first_line("echo \"$OTHER_TEST_VARIABLE$COFFER_TEST_CANARY\"; cat") == "kept");
  ::unsetenv("COFFER_TEST_CANARY");
  ::unsetenv("OTHER_TEST_VARIABLE");
}

TEST_CASE("a command starts with no signal blocked") {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  const std::string blocked = first_line("sed -n 's/^SigBlk:\t//p' /proc/self/status");
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  CHECK(blocked == "0000000000000000");
}

TEST_CASE("a command that prints no secret is refused, and what it prints is not shown") {
  CHECK(why("echo") == "the secret is empty");
  CHECK(why("true") == "the secret is empty");
  CHECK(why("echo '  '") == "the secret is empty");
  CHECK(why("printf 'Canary\\0Canary'") == "the secret holds a control character");
  CHECK(why("head -c 70000 /dev/zero | tr '\\0' C") ==
        "the command printed a line that is too long for a secret");
}

TEST_CASE("a command that cannot be started is refused") {
  CHECK(refusal({"/nowhere/Canary"}).message ==
        "p.json: the command cannot be run: No such file or directory");
  CHECK(refusal({"/etc/passwd"}).message == "p.json: the command cannot be run: Permission denied");
}

TEST_CASE("without a terminal a command is killed at the limit with all that it has started") {
  const Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Descriptor before(::dup(STDIN_FILENO));
  ::dup2(nothing.number(), STDIN_FILENO);
  const test::TemporaryDirectory directory;
  const std::string file = directory.path() + "/pid";
  const std::string script = "sleep 60 & echo $! > " + file + "; echo Canary; wait";
  CHECK(refusal({"/bin/sh", "-c", script}, 700ms).message ==
        "p.json: the command did not end within 1 s");
  ::dup2(before.number(), STDIN_FILENO);
  const pid_t left = number_in(file);
  REQUIRE(left > 0);
  CHECK(is_gone(left));
}

TEST_CASE("a command ends well also where the parent had told to ignore its children") {
  const auto handler = ::signal(SIGCHLD, SIG_IGN);
  CHECK(why("exit 3") == "the command failed with status 3");
  ::signal(SIGCHLD, handler);
}

}  // namespace
}  // namespace coffer::app
