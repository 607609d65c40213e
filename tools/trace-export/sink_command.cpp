#include "trace-export/sink_command.h"

#include "base/error.h"
#include "base/fd.h"

#include <array>
#include <cerrno>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace trace::tools {
namespace {

// The environment with our variables in place of inherited ones.
std::vector<std::string> environment_with(const SinkCall& call) {
  std::vector<std::string> all{"TRACE_BATCH_ID=" + call.batch_id,
                               "TRACE_BATCH_ROWS=" + std::to_string(call.rows)};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with("TRACE_BATCH_")) all.emplace_back(text);
  }
  return all;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) base::throw_system(errno, "cannot wait for the sink");
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Verdict verdict_of(int exit_code) noexcept {
  constexpr std::array kTemporary{5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 69, 75};
  if (exit_code == 0) return Verdict::taken;
  if (exit_code == 126 || exit_code == 127) return Verdict::broken;
  if (exit_code > 128) return Verdict::unavailable;
  for (const int code : kTemporary)
    if (exit_code == code) return Verdict::unavailable;
  return Verdict::refused;
}

int run_sink(const std::string& command, int input, const SinkCall& call) {
  auto environment = environment_with(call);
  std::vector<char*> entries;
  entries.reserve(environment.size() + 1);
  for (auto& entry : environment) entries.push_back(entry.data());
  entries.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  std::string text = command, sh = "sh", flag = "-c";
  std::array<char*, 4> argv{sh.data(), flag.data(), text.data(), nullptr};
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, "/bin/sh", &actions, nullptr, argv.data(), entries.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) base::throw_system(error, "cannot run the sink");
  return wait_for(pid);
}

}  // namespace trace::tools
