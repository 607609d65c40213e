#include "trace-record/spawn_shell.h"

#include "common/message.h"

#include <array>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

namespace trace::tools {

void spawn_shell(const std::string& command) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  std::string text = command;
  std::string sh = "sh", flag = "-c";
  std::array<char*, 4> argv{sh.data(), flag.data(), text.data(), nullptr};
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, "/bin/sh", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    cli::print_message("trace-record",
                       std::string("cannot run the --on-idle command: ") + std::strerror(error));
}

}  // namespace trace::tools
