// Which processes descend from one, as /proc shows it now. Stateless; safe on any thread.
#pragma once

#include <sys/types.h>
#include <vector>

namespace trace::tools {

// The children of `pid`, their children and so on; empty where /proc cannot be read.
std::vector<pid_t> descendants_of(pid_t pid) noexcept;

}  // namespace trace::tools
