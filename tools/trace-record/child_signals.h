// The signals of `run` as events of its poll loop, without handlers: they are blocked and read from
// a descriptor that also says who sent them. Made before any thread starts, so that all threads
// block them. One object a process, main thread.
#pragma once

#include "base/fd.h"

#include <csignal>
#include <optional>

namespace trace::tools {

struct SignalEvent {
  int number = 0;
  bool is_from_terminal = false;  // by a key: the child, in the same process group, got it, too
};

class ChildSignals {
 public:
  // Block INT, TERM, HUP, QUIT, USR1, USR2, CHLD and WINCH; ignore PIPE and XFSZ (a write then
  // fails).
  ChildSignals();
  ChildSignals(const ChildSignals&) = delete;
  ChildSignals& operator=(const ChildSignals&) = delete;
  // Restore the mask.
  ~ChildSignals();
  // Readable when a signal came.
  int fd() const noexcept { return fd_.get(); }
  // The next signal that came, if any.
  std::optional<SignalEvent> next();
  // Wait until a signal comes, at most that long.
  void wait(int milliseconds) const;
  // What a child must get back: the mask, and the signals that were not ignored before.
  const sigset_t& mask_before() const noexcept { return before_; }
  const sigset_t& to_default() const noexcept { return to_default_; }

 private:
  sigset_t before_{}, to_default_{};
  base::Fd fd_;
};

}  // namespace trace::tools
