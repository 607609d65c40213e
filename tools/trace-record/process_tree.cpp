#include "trace-record/process_tree.h"

#include "base/error.h"
#include "base/fd.h"

#include <charconv>
#include <filesystem>
#include <string>
#include <sys/wait.h>
#include <utility>

namespace trace::tools {
namespace {

// Field 4 of /proc/PID/stat, after the name in brackets, which may hold anything (proc(5)).
pid_t parent_of(const std::filesystem::path& process) {
  const std::string stat = base::read_file((process / "stat").string(), 65'536);
  const auto end = stat.rfind(')');
  pid_t parent = 0;
  if (end != std::string::npos && end + 4 < stat.size())
    std::from_chars(stat.data() + end + 4, stat.data() + stat.size(), parent);
  return parent;
}

// Every process with its parent.
std::vector<std::pair<pid_t, pid_t>> all_processes() {
  std::vector<std::pair<pid_t, pid_t>> out;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    std::from_chars(name.data(), name.data() + name.size(), pid);
    if (pid == 0) continue;
    try {
      out.emplace_back(pid, parent_of(entry.path()));
    } catch (const base::Failure&) {
      // It ended meanwhile.
    }
  }
  return out;
}

}  // namespace

std::vector<pid_t> descendants_of(pid_t pid) noexcept {
  std::vector<pid_t> found{pid};
  try {
    const auto all = all_processes();
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const auto& [child, parent] : all)
        if (parent == found[i]) found.push_back(child);
  } catch (const std::exception&) {
    // What was found so far.
  }
  found.erase(found.begin());
  return found;
}

void reap_children(pid_t except) noexcept {
  for (;;) {
    siginfo_t ended{};
    if (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0) return;
    if (ended.si_pid == 0 || ended.si_pid == except) return;
    ::waitpid(ended.si_pid, nullptr, WNOHANG);
  }
}

}  // namespace trace::tools
