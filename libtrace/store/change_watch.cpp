#include "store/change_watch.h"

#include <algorithm>
#include <array>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace trace::store {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// Commits that the kernel does not tell of are found by asking this often.
constexpr milliseconds kPause{100};
// The files change a moment before SQLite's index of the log says so.
constexpr milliseconds kMoment{5};

}  // namespace

ChangeWatch::ChangeWatch(const std::string& path)
    : path_(path), events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  watch_files();
}

void ChangeWatch::watch_files() {
  if (!events_) return;
  // Adding a watch again changes nothing; a log that was made anew gets its own.
  ::inotify_add_watch(events_.get(), (path_ + "-wal").c_str(), IN_MODIFY);
  ::inotify_add_watch(events_.get(), path_.c_str(), IN_MODIFY | IN_MOVE_SELF | IN_DELETE_SELF);
}

bool ChangeWatch::has_changed(Database& db) {
  Statement statement(db, "PRAGMA data_version");
  const std::int64_t version = statement.step()->i64(0);
  const bool changed = version != version_;
  version_ = version;
  return changed;
}

// Returns whether the files changed.
bool ChangeWatch::wait_for_files(milliseconds patience) {
  pollfd entry{events_.get(), POLLIN, 0};
  const int ready = ::poll(&entry, events_ ? 1 : 0, static_cast<int>(patience.count()));
  if (ready <= 0) return false;
  std::array<char, 4096> ignored{};
  while (::read(events_.get(), ignored.data(), ignored.size()) > 0) {
  }
  return true;
}

bool ChangeWatch::wait(Database& db, milliseconds patience) {
  const auto end = SteadyClock::now() + patience;
  milliseconds pause = kPause;
  while (true) {
    if (has_changed(db)) return true;
    const auto left = std::chrono::duration_cast<milliseconds>(end - SteadyClock::now());
    if (left.count() <= 0) return false;
    pause = wait_for_files(std::min(pause, left)) ? kMoment : kPause;
    watch_files();
  }
}

}  // namespace trace::store
