// The command of `run`: its stdin is ours, its stdout and stderr come to us through pipes, or
// through terminals of the size of ours where ours are terminals. It stays in our process group:
// keys of the terminal reach it, pipelines and job control work as without us. Not for recording.
// One object belongs to one thread.
#pragma once

#include "trace-record/child_signals.h"

#include "base/fd.h"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace trace::tools {

class ChildProcess {
 public:
  enum class Output : std::uint8_t {
    captured,   // passed through: terminals stay terminals
    detached,   // nobody looks: pipes
    inherited,  // ours: nothing to read
  };
  // Make the pipes and terminals; the command starts later. Throws Failure io.
  explicit ChildProcess(Output output);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() = default;

  // Read ends; valid as long as the object lives.
  int stdout_fd() const noexcept { return out_.ours.get(); }
  int stderr_fd() const noexcept { return err_.ours.get(); }

  // Start `command` with `variables` (NAME=VALUE) set on top of our environment. Returns 0, or the
  // errno that kept it from starting.
  int start(const std::vector<std::string>& command, const std::vector<std::string>& variables,
            const ChildSignals& signals);
  pid_t pid() const noexcept { return pid_; }
  // Its wait status, once it has ended.
  std::optional<int> ended();
  // Send it a signal; to its descendants, too.
  void kill(int number) noexcept;
  void kill_tree(int number) noexcept;
  // Give the terminals the size that ours have now.
  void resize() noexcept;

 private:
  struct Channel {
    base::Fd ours, theirs;
    int like = -1;  // the terminal of ours that it stands for
  };
  static Channel make_pipe();
  static Channel make_terminal(int like);

  Channel out_, err_;
  pid_t pid_ = 0;
  std::optional<int> status_;
};

// The exit status for a command that could not be started (env(1)).
int exit_of_start_error(int error) noexcept;

// Become the command. Returns only when that fails: the errno.
int become(const std::vector<std::string>& command);

}  // namespace trace::tools
