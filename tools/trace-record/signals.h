// Signals of a recorder as events of its poll loop: a pipe that becomes readable. One object a
// process, main thread.
#pragma once

#include "base/fd.h"

#include <optional>

namespace trace::tools {

class Signals {
 public:
  // Catch INT, TERM, HUP, USR1 and USR2; ignore PIPE and XFSZ (a write then fails instead of
  // killing).
  Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();
  // Readable when a signal came.
  int fd() const noexcept { return read_.get(); }
  // The next signal that came, if any.
  std::optional<int> next();

 private:
  base::Fd read_, write_;
};

}  // namespace trace::tools
