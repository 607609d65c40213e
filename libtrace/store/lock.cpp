#include "store/lock.h"

#include "digest/random.h"

#include "base/error.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

namespace trace::store {
namespace {

std::int64_t monotonic_us() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000 + t.tv_nsec / 1000;
}

// 0.1 to 0.6 ms: all who wait knock equally often, whoever came first, and not in step.
void pause() {
  std::array<std::uint8_t, 2> random{};
  digest::random_bytes(random);
  const timespec t{0, 100'000 + (random[0] * 256L + random[1]) * 8};
  nanosleep(&t, nullptr);
}

// The first byte of the lock file: who waits for the lock holds a shared lock on it.
struct flock waiting_mark(short type) {
  struct flock mark {};
  mark.l_type = type;
  mark.l_whence = SEEK_SET;
  mark.l_len = 1;
  return mark;
}

bool somebody_waits(int fd) {
  auto mark = waiting_mark(F_WRLCK);
  return ::fcntl(fd, F_OFD_GETLK, &mark) == 0 && mark.l_type != F_UNLCK;
}

void set_waiting(int fd, bool waits) {
  auto mark = waiting_mark(waits ? F_RDLCK : F_UNLCK);
  ::fcntl(fd, F_OFD_SETLK, &mark);  // without it somebody may be overtaken, no more
}

bool try_lock(int fd) {
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno != EWOULDBLOCK && errno != EINTR) base::throw_system(errno, "cannot lock the store");
  return false;
}

}  // namespace

StoreLock::StoreLock(const std::string& db_path)
    : fd_(base::open_file(db_path + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW, 0600)) {}

bool StoreLock::acquire(base::DurationMs patience) {
  const int fd = fd_.get();
  // Who comes back at once must not overtake those who sleep between two tries: then it sleeps,
  // too.
  if (!somebody_waits(fd) && try_lock(fd)) return true;
  const auto deadline = monotonic_us() + patience.v * 1000;
  set_waiting(fd, true);
  bool is_held = false;
  do {
    pause();
    is_held = try_lock(fd);
  } while (!is_held && monotonic_us() < deadline);
  set_waiting(fd, false);
  return is_held;
}

void StoreLock::release() noexcept { ::flock(fd_.get(), LOCK_UN); }

StoreLock::Guard::Guard(StoreLock& lock, base::DurationMs patience) : lock_(lock) {
  if (!lock_.acquire(patience))
    throw base::Failure(base::Errc::busy, "the store is locked by another writer");
}

}  // namespace trace::store
