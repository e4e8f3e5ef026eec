#include "app/accounts/secret_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

extern "C" {  // glibc 2.36 leaves that out
#include <sys/pidfd.h>
}

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "app/accounts/credentials.hpp"
#include "app/system/descriptor.hpp"
#include "app/system/secret_input.hpp"
#include "app/system/signals.hpp"
#include "app/system/streams.hpp"
#include "coffer/wait.hpp"

namespace coffer::app {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(std::string_view source, std::string_view why) {
  fail_config(fmt::format("{}: {}", source, why),
              "run the command in a shell to see what it prints; without a terminal it has none to "
              "ask on, and PATH may be shorter");
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

std::vector<char*> environment_without_ours() {
  std::vector<char*> result;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::strncmp(*variable, "COFFER_", 7) != 0) result.push_back(*variable);
  }
  result.push_back(nullptr);
  return result;
}

// A running command. One that is still there when this dies is killed.
class Child {
 public:
  Child(const std::vector<std::string>& arguments, std::string_view source) : Child() {
    start(arguments, source);  // after which the destructor is called, also where it throws
  }
  ~Child() {
    if (id_ < 0) return;
    ::kill(attended_ ? id_ : -id_, SIGKILL);
    take_status();
  }

  int output() const { return output_->number(); }    // the reading end of a pipe
  int process() const { return process_->number(); }  // for poll: readable once it has ended

  // Once it has ended: how, as waitpid tells.
  int take_status() {
    int status = 0;
    TEMP_FAILURE_RETRY(::waitpid(id_, &status, 0));
    id_ = -1;
    // It may have had the echo off; otherwise a neighbour may have set it.
    if (WIFSIGNALED(status) && mode_ && is_in_foreground(STDIN_FILENO)) {
      ::tcsetattr(STDIN_FILENO, TCSANOW, &*mode_);
    }
    return status;
  }

 private:
  Child() {
    termios mode{};
    if (is_in_foreground(STDIN_FILENO) && ::tcgetattr(STDIN_FILENO, &mode) == 0) mode_ = mode;
  }
  void start(const std::vector<std::string>& arguments, std::string_view source);

  const bool attended_ = is_terminal(STDIN_FILENO);
  std::optional<termios> mode_;  // of the terminal, as it was found
  pid_t id_ = -1;
  std::optional<Descriptor> output_;
  std::optional<Descriptor> process_;
};

void Child::start(const std::vector<std::string>& arguments, std::string_view source) {
  const auto require = [&](int problem) {
    if (problem == 0) return;
    fail(source,
         fmt::format("the command cannot be run: {}", std::generic_category().message(problem)));
  };
  std::array<int, 2> ends{};
  require(::pipe2(ends.data(), O_CLOEXEC) == 0 ? 0 : errno);
  output_.emplace(ends[0]);
  const Descriptor input(ends[1]);
  // A parent that ignores it has passed that on, and children would leave no status behind.
  std::signal(SIGCHLD, SIG_DFL);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  if (!attended_) {
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  ::posix_spawn_file_actions_adddup2(&actions, input.number(), STDOUT_FILENO);
  if (!attended_ || !is_terminal(STDERR_FILENO)) {
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  }

  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  const sigset_t none = set_of({});
  ::posix_spawnattr_setsigmask(&attributes, &none);
  // With a terminal it stays in our group: while another had that in the foreground, a neighbour of
  // ours in a pipeline that used it would be stopped, and so would we.
  const int group = attended_ ? 0 : POSIX_SPAWN_SETPGROUP;
  ::posix_spawnattr_setflags(&attributes, static_cast<short>(group | POSIX_SPAWN_SETSIGMASK));

  pid_t id = -1;
  const int problem = ::posix_spawnp(&id, arguments.front().c_str(), &actions, &attributes,
                                     pointers(arguments).data(), environment_without_ours().data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  require(problem);
  id_ = id;
  process_.emplace(::pidfd_open(id_, 0));
  require(process() < 0 ? errno : 0);
}

}  // namespace

Secret run_secret_command(const std::vector<std::string>& arguments,
                          std::chrono::milliseconds limit, std::string_view source) {
  const auto deadline = Clock::now() + limit;
  const DeferredSignals signals;
  Child child(arguments, source);
  SecretInput output;
  std::optional<Secret> secret;  // once there is a line
  std::array<pollfd, 3> events{{{child.output(), POLLIN, 0},
                                {child.process(), POLLIN, 0},
                                {signals.descriptor(), POLLIN, 0}}};
  while (events[0].revents != 0 || events[1].revents == 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) {
      fail(source, fmt::format("the command did not end within {} s",
                               std::chrono::ceil<std::chrono::seconds>(limit).count()));
    }
    if (::poll(events.data(), events.size(), static_cast<int>(left.count())) <= 0) continue;
    if (events[2].revents != 0) throw Interrupted();
    if (events[0].revents == 0) continue;
    if (output.read_from(child.output()) <= 0) events[0].fd = -1;
    if (!secret) secret = output.take_line();
    if (secret) {
      output.forget();
    } else if (output.is_full()) {
      fail(source, "the command printed a line that is too long for a secret");
    }
  }
  const int status = child.take_status();
  if (status != 0) {
    // Of a signal, what a shell would tell.
    const int told = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    fail(source, fmt::format("the command failed with status {}", told));
  }
  if (!secret) secret = output.take_line(true);
  const std::string problem = secret_problem(secret ? secret->reveal() : "");
  if (!problem.empty()) fail(source, problem);
  return *std::move(secret);
}

}  // namespace coffer::app
