#include "common/pager.h"

#include "base/error.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace trace::cli {
namespace {

// The only way for a signal handler to know whom to wait for.
std::atomic<pid_t> g_pager{-1};

void wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
}

// Ctrl-C belongs to the pager: leave the terminal to it until it ends, then die of the signal.
void on_interrupt(int) {
  ::close(STDOUT_FILENO);
  const pid_t child = g_pager.load();
  if (child > 0) wait_for(child);
  ::signal(SIGINT, SIG_DFL);
  ::raise(SIGINT);
}

[[noreturn]] void fail(const char* what, int error) {
  throw base::Failure(base::Errc::io,
                      std::string("cannot start the pager: ") + what + ": " + std::strerror(error));
}

std::vector<std::string> pager_environment() {
  std::vector<std::string> out;
  bool has_less = false;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text = *entry;
    has_less = has_less || text.starts_with("LESS=");
    if (!text.starts_with("LESSSECURE=")) out.emplace_back(text);
  }
  if (!has_less) out.emplace_back("LESS=FRX");
  out.emplace_back("LESSSECURE=1");
  return out;
}

pid_t spawn(const std::string& command, int input) {
  std::vector<std::string> variables = pager_environment();
  std::vector<char*> environment;
  environment.reserve(variables.size() + 1);
  for (std::string& text : variables) environment.push_back(text.data());
  environment.push_back(nullptr);
  std::string shell = "sh", flag = "-c", line = command;
  char* const arguments[] = {shell.data(), flag.data(), line.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  pid_t child = -1;
  const int error =
      ::posix_spawn(&child, "/bin/sh", &actions, nullptr, arguments, environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fail("sh", error);
  return child;
}

}  // namespace

std::optional<std::string> pager_command(bool no_pager, bool terminal,
                                         const Environment& environment) {
  if (no_pager || !terminal || environment.get("TERM").value_or("dumb") == "dumb")
    return std::nullopt;
  auto command = environment.get("TRACE_PAGER");
  if (!command) command = environment.get("PAGER");
  if (!command || command->empty() || *command == "cat") return std::nullopt;
  return std::string(*command);
}

Pager::Pager(const std::optional<std::string>& command) {
  if (!command) return;
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe", errno);
  base::Fd output(ends[1]);
  child_ = spawn(*command, base::Fd(ends[0]).get());
  g_pager = child_;
  std::fflush(stdout);
  terminal_ = base::Fd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  ::dup2(output.get(), STDOUT_FILENO);
  ::signal(SIGINT, on_interrupt);
}

void Pager::finish() {
  if (child_ < 0) return;
  std::fflush(stdout);
  ::dup2(terminal_.get(), STDOUT_FILENO);
  terminal_.reset();
  wait_for(child_);
  ::signal(SIGINT, SIG_DFL);
  g_pager = -1;
  child_ = -1;
}

}  // namespace trace::cli
