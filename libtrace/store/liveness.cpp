#include "store/liveness.h"

#include "base/error.h"
#include "base/fd.h"

#include <cerrno>
#include <charconv>
#include <signal.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::store {
namespace {

std::string read_or_empty(const std::string& path) {
  try {
    return base::read_file(path, 65'536);
  } catch (const base::Failure&) {
    return {};
  }
}

// Field 22 of /proc/PID/stat, after the name in brackets, which may hold anything (proc(5)).
std::int64_t start_of(std::int64_t pid) {
  const auto stat = read_or_empty("/proc/" + std::to_string(pid) + "/stat");
  std::size_t at = stat.rfind(')');
  if (at == std::string::npos) return 0;
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos) return 0;
  std::int64_t ticks = 0;
  std::from_chars(stat.data() + at + 1, stat.data() + stat.size(), ticks);
  return ticks;
}

std::int64_t namespace_of_self() {
  struct stat st {};
  return ::stat("/proc/self/ns/pid", &st) == 0 ? static_cast<std::int64_t>(st.st_ino) : 0;
}

}  // namespace

ProcessIdentity this_process() {
  auto boot = read_or_empty("/proc/sys/kernel/random/boot_id");
  while (!boot.empty() && boot.back() == '\n') boot.pop_back();
  return {boot, namespace_of_self(), ::getpid(), start_of(::getpid())};
}

Liveness judge(const ProcessIdentity& other, const ProcessIdentity& self) {
  if (other.pid == 0 || other.boot_id.empty() || self.boot_id.empty()) return Liveness::unknown;
  // Another boot id may also be another host that shares the folder: then nothing is known about
  // its processes.
  if (other.boot_id != self.boot_id || other.pid_ns != self.pid_ns) return Liveness::unknown;
  if (::kill(static_cast<pid_t>(other.pid), 0) != 0 && errno == ESRCH) return Liveness::dead;
  const auto start = start_of(other.pid);
  return start == other.pid_start ? Liveness::alive : Liveness::dead;
}

}  // namespace trace::store
