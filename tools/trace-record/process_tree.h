// Which processes descend from one, as /proc shows it now, and which of ours have ended. Stateless;
// safe on any thread.
#pragma once

#include <sys/types.h>
#include <vector>

namespace trace::tools {

// The children of `pid`, their children and so on; empty where /proc cannot be read.
std::vector<pid_t> descendants_of(pid_t pid) noexcept;

// Take note of children that ended, so that no zombie stays; that of `except` is left to whoever
// waits for it. As process 1 of a container these are all that lost their parent.
void reap_children(pid_t except) noexcept;

}  // namespace trace::tools
