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

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "app/accounts/credentials.hpp"
#include "app/system/descriptor.hpp"
#include "app/system/signals.hpp"
#include "coffer/wait.hpp"

namespace coffer::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t longest_line = 64 << 10;

// The terminal on stdin as it was found, if we are in its foreground.
class TerminalMode {
 public:
  TerminalMode() : is_ours_(in_foreground() && ::tcgetattr(STDIN_FILENO, &mode_) == 0) {}

  void restore() const {
    if (is_ours_ && in_foreground()) ::tcsetattr(STDIN_FILENO, TCSANOW, &mode_);
  }

 private:
  static bool in_foreground() { return ::tcgetpgrp(STDIN_FILENO) == ::getpgrp(); }

  termios mode_{};
  bool is_ours_;
};

// Kills a process and its descendants, each stopped first, so that it starts nothing meanwhile.
void kill_process_tree(pid_t process) {
  ::kill(process, SIGSTOP);
  std::error_code problem;
  std::filesystem::directory_iterator thread(fmt::format("/proc/{}/task", process), problem);
  for (; thread != std::filesystem::directory_iterator(); thread.increment(problem)) {
    const Descriptor file(::open((thread->path() / "children").c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 4096> text{};  // "12 345 "
    const ssize_t size = ::read(file.number(), text.data(), text.size());
    std::string_view list(text.data(), static_cast<std::size_t>(std::max(size, ssize_t{0})));
    while (list.ends_with(' ')) {
      pid_t child = 0;
      std::from_chars(list.data(), list.data() + list.size(), child);
      list.remove_prefix(list.find(' ') + 1);
      if (child > 0) kill_process_tree(child);
    }
  }
  ::kill(process, SIGKILL);
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
  explicit Child(const std::vector<std::string>& arguments);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int output() const { return output_; }    // the reading end of a pipe
  int process() const { return process_; }  // for poll: readable once it has ended

  // Once it has ended: how, as waitpid tells.
  int take_status();

 private:
  // Kills it with all that it has started.
  void end();

  const TerminalMode mode_;
  const bool attended_ = ::isatty(STDIN_FILENO) == 1;
  pid_t id_ = -1;
  int output_ = -1;
  int process_ = -1;
};

Child::Child(const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
  output_ = ends[0];
  // A parent that ignores it has passed that on, and children would leave no status behind.
  std::signal(SIGCHLD, SIG_DFL);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  if (!attended_) {
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (!attended_ || ::isatty(STDERR_FILENO) != 1) {
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  }

  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes, &signals);
  ::sigaddset(&signals, SIGPIPE);
  ::sigaddset(&signals, SIGXFSZ);
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  // With a terminal it stays in our group: while another had that in the foreground, a neighbour of
  // ours in a pipeline that used it would be stopped, and so would we.
  const int group = attended_ ? 0 : POSIX_SPAWN_SETPGROUP;
  ::posix_spawnattr_setflags(
      &attributes, static_cast<short>(group | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));

  const int problem = ::posix_spawnp(&id_, arguments.front().c_str(), &actions, &attributes,
                                     pointers(arguments).data(), environment_without_ours().data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (problem == 0) process_ = ::pidfd_open(id_, 0);
  if (process_ < 0) {
    const int reason = problem != 0 ? problem : errno;
    if (problem == 0) end();
    ::close(output_);
    throw std::system_error(reason, std::generic_category());
  }
}

Child::~Child() {
  if (id_ > 0) end();
  ::close(output_);
  ::close(process_);
}

void Child::end() {
  if (attended_) {
    kill_process_tree(id_);
  } else {
    ::kill(-id_, SIGKILL);
  }
  take_status();
  mode_.restore();
}

int Child::take_status() {
  int status = 0;
  while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) continue;
  id_ = -1;
  // It may have had the echo off; otherwise a neighbour may have set it.
  if (WIFSIGNALED(status)) mode_.restore();
  return status;
}

// The first line that is written to a pipe. What follows is read and forgotten.
class FirstLine {
 public:
  FirstLine() = default;
  ~FirstLine() { wipe(text_); }
  FirstLine(const FirstLine&) = delete;
  FirstLine& operator=(const FirstLine&) = delete;

  // False at the end of what is written.
  bool read_from(int pipe) {
    if (size_ == text_.size()) size_ = end() + 1;
    const ssize_t count = ::read(pipe, text_.data() + size_, text_.size() - size_);
    if (count > 0) size_ += static_cast<std::size_t>(count);
    return count > 0 || (count < 0 && errno == EINTR);
  }

  bool is_too_long() const { return size_ == text_.size() && end() + 1 >= size_; }

  Secret take() const {
    std::string_view line(text_.data(), end());
    if (line.ends_with('\r')) line.remove_suffix(1);
    return Secret(std::string(line));
  }

 private:
  std::size_t end() const { return std::min(text_.find('\n'), size_); }

  std::string text_ = std::string(longest_line, '\0');  // never grows: no copy is left behind
  std::size_t size_ = 0;
};

// Empty where the command has ended by the deadline, else why it is given up. Throws Interrupted.
std::string wait_for(const Child& child, const DeferredSignals& signals, FirstLine& line,
                     std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  std::array<pollfd, 3> events{{{child.output(), POLLIN, 0},
                                {child.process(), POLLIN, 0},
                                {signals.descriptor(), POLLIN, 0}}};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) {
      return fmt::format("the command did not end within {} s",
                         std::chrono::ceil<std::chrono::seconds>(limit).count());
    }
    if (::poll(events.data(), events.size(), static_cast<int>(left.count())) <= 0) continue;
    if (events[2].revents != 0) throw Interrupted();
    if (events[0].revents != 0) {
      if (!line.read_from(child.output())) events[0].fd = -1;
      if (line.is_too_long()) return "the command printed a line that is too long for a secret";
    } else if (events[1].revents != 0) {
      return {};
    }
  }
}

std::string failure(int status) {
  if (WIFSIGNALED(status)) {
    return fmt::format("the command was ended by signal {}", WTERMSIG(status));
  }
  if (WEXITSTATUS(status) == 0) return {};
  if (WEXITSTATUS(status) == 127) return "the command was not found (status 127)";
  return fmt::format("the command failed with status {}", WEXITSTATUS(status));
}

}  // namespace

std::chrono::seconds secret_command_limit() {
  return std::chrono::seconds(::isatty(STDIN_FILENO) == 1 ? 60 : 10);
}

Secret run_secret_command(const SecretCommand& command, std::chrono::milliseconds limit,
                          std::string_view source) {
  const auto fail = [source](std::string_view why) {
    throw Error(
        ErrorKind::config, fmt::format("{}: {}", source, why),
        ::isatty(STDIN_FILENO) == 1
            ? "run the command in a shell to see what it prints"
            : "run the command in a shell to see what it prints; here it has no terminal to "
              "ask on, and PATH may be shorter");
  };
  const DeferredSignals signals;
  FirstLine line;
  try {
    Child child(command.arguments);
    std::string problem = wait_for(child, signals, line, limit);
    if (problem.empty()) problem = failure(child.take_status());
    if (!problem.empty()) fail(problem);
  } catch (const std::system_error& problem) {
    fail(fmt::format("the command cannot be run: {}", problem.code().message()));
  }
  Secret secret = line.take();
  if (secret.empty()) fail("the command printed nothing");
  if (const auto problem = secret_problem(secret.reveal()); !problem.empty()) fail(problem);
  return secret;
}

}  // namespace coffer::app
