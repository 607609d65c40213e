// Long tables go through $TRACE_PAGER or $PAGER when stdout is a terminal. The pager gets LESS=FRX
// unless LESS is set, and LESSSECURE=1, since what is shown is untrusted. For the main thread.
#pragma once

#include "base/fd.h"
#include "common/environment.h"

#include <optional>
#include <string>
#include <sys/types.h>

namespace trace::cli {

// Return the command of the pager, or nothing when none is wanted: not a terminal, --no-pager,
// a dumb terminal, no variable, or `cat`.
std::optional<std::string> pager_command(bool no_pager, bool terminal,
                                         const Environment& environment);

// While it lives, what is written to file descriptor 1 goes to the pager.
class Pager {
 public:
  // Start the pager; without one nothing changes. Throws Failure io when it cannot be started.
  explicit Pager(const std::optional<std::string>& command);
  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;
  ~Pager() { finish(); }

  // Close the pipe and wait until the user leaves the pager.
  void finish();

 private:
  pid_t child_ = -1;
  base::Fd terminal_;  // what fd 1 was
};

}  // namespace trace::cli
