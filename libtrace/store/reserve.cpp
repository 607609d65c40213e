#include "store/reserve.h"

#include "base/fd.h"

#include <algorithm>
#include <fcntl.h>
#include <new>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace trace::store {
namespace {

constexpr std::int64_t kLeast = std::int64_t{1} << 20;
constexpr std::int64_t kMost = std::int64_t{16} << 20;
constexpr std::int64_t kRoom = 2;  // times what is taken

// -1: no regular file of that name.
std::int64_t size_of(const std::string& path) noexcept {
  struct stat st {};
  return ::lstat(path.c_str(), &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : -1;
}

bool has_room(int fd, std::int64_t bytes) noexcept {
  struct statvfs fs {};
  return ::fstatvfs(fd, &fs) == 0 &&
         static_cast<std::int64_t>(fs.f_bavail) * static_cast<std::int64_t>(fs.f_frsize) >=
             kRoom * bytes;
}

// The blocks must be there, not only the length: fallocate() takes them.
void grow(const std::string& path, std::int64_t from, std::int64_t to) noexcept {
  constexpr int kFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  const base::Fd fd(::open(path.c_str(), kFlags, 0600));
  if (!fd) return;
  const bool is_held =
      has_room(fd.get(), to - from) && ::posix_fallocate(fd.get(), from, to - from) == 0;
  if (!is_held && from == 0) ::unlink(path.c_str());
  if (!is_held && from > 0 && ::ftruncate(fd.get(), from) != 0) ::unlink(path.c_str());
}

}  // namespace

std::int64_t reserve_size(std::int64_t bytes) noexcept { return std::clamp(bytes, kLeast, kMost); }

std::string reserve_path(const std::string& db_path) { return db_path + ".reserve"; }

void keep_reserve(const std::string& db_path) noexcept {
  try {
    const std::int64_t file = size_of(db_path);
    if (file < 0) return;
    const std::int64_t store = file + std::max<std::int64_t>(size_of(db_path + "-wal"), 0);
    const std::string path = reserve_path(db_path);
    const std::int64_t held = std::max<std::int64_t>(size_of(path), 0);
    const std::int64_t wanted = reserve_size(store);
    // In steps, so that it is not touched at every commit.
    if (held == 0 || held * 2 <= wanted || (wanted == kMost && held < kMost))
      grow(path, held, wanted);
  } catch (const std::bad_alloc&) {
    // Another time.
  }
}

std::int64_t release_reserve(const std::string& db_path) noexcept {
  try {
    const std::string path = reserve_path(db_path);
    const std::int64_t held = size_of(path);
    return held >= 0 && ::unlink(path.c_str()) == 0 ? held : 0;
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

}  // namespace trace::store
