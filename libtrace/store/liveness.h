// Is the process that records a trace still there? A process is told by boot id, pid namespace, pid
// and start time; one of another boot is dead, one of another namespace or host cannot be judged.
// Reads /proc. Pure but for that.
#pragma once

#include <cstdint>
#include <string>

namespace trace::store {

struct ProcessIdentity {
  std::string boot_id;
  std::int64_t pid_ns = 0, pid = 0, pid_start = 0;
};

// This process.
ProcessIdentity this_process();

enum class Liveness : std::uint8_t { alive, dead, unknown };

// Judge another process, seen from `self`. pid 0 (nobody stays) is unknown.
Liveness judge(const ProcessIdentity& other, const ProcessIdentity& self);

}  // namespace trace::store
