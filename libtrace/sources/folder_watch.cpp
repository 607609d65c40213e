#include "sources/folder_watch.h"

#include "base/error.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/inotify.h>
#include <unistd.h>

namespace trace::sources {
namespace {

constexpr std::uint32_t kMask = IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_CLOSE_WRITE;
constexpr std::size_t kBuffer = 64 << 10;

}  // namespace

FolderWatch::FolderWatch() : fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (!fd_) base::throw_system(errno, "cannot watch folders");
}

void FolderWatch::add(const std::string& folder) {
  if (!watched_.insert(folder).second) return;
  const int id = ::inotify_add_watch(fd_.get(), folder.c_str(), kMask | IN_ONLYDIR);
  if (id >= 0) folders_[id] = folder;
  if (id < 0 && errno == ENOSPC)
    throw base::Failure(base::Errc::io,
                        "cannot watch '" + folder + "': fs.inotify.max_user_watches is reached");
  if (id < 0) watched_.erase(folder);
}

FolderChanges FolderWatch::take() {
  FolderChanges changes;
  std::array<char, kBuffer> buffer;
  for (;;) {
    const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
    if (n <= 0) return changes;
    for (ssize_t at = 0; at < n;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* name = buffer.data() + at + sizeof event;
      at += static_cast<ssize_t>(sizeof event + event.len);
      const auto folder = folders_.find(event.wd);
      if ((event.mask & IN_Q_OVERFLOW) != 0) changes.has_gaps = true;
      if ((event.mask & IN_ISDIR) != 0) changes.has_new_folders = true;
      if (folder == folders_.end()) continue;
      // The folder is gone; one of the same name may come again.
      if ((event.mask & IN_IGNORED) != 0) {
        watched_.erase(folder->second);
        folders_.erase(folder);
        continue;
      }
      if ((event.mask & IN_ISDIR) != 0 || event.len == 0) continue;
      const auto& path = folder->second;
      changes.files.insert(path.ends_with('/') ? path + name : path + "/" + name);
    }
  }
}

}  // namespace trace::sources
