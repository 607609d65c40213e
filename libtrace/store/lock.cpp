#include "store/lock.h"

#include "digest/random.h"

#include "base/error.h"

#include <algorithm>
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

// 0.2 to 5 ms, longer the longer we wait: many writers must not knock in step.
void pause(int round) {
  std::array<std::uint8_t, 2> random{};
  digest::random_bytes(random);
  const long span = std::min(5000L, 200L << std::min(round, 5));
  const long us = 200 + (random[0] * 256L + random[1]) % span;
  const timespec t{0, us * 1000};
  nanosleep(&t, nullptr);
}

}  // namespace

StoreLock::StoreLock(const std::string& db_path)
    : fd_(base::open_file(db_path + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW, 0600)) {}

bool StoreLock::acquire(base::DurationMs patience) {
  const auto deadline = monotonic_us() + patience.v * 1000;
  for (int round = 0;; ++round) {
    if (::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) base::throw_system(errno, "cannot lock the store");
    if (monotonic_us() >= deadline) return false;
    pause(round);
  }
}

void StoreLock::release() noexcept { ::flock(fd_.get(), LOCK_UN); }

StoreLock::Guard::Guard(StoreLock& lock, base::DurationMs patience) : lock_(lock) {
  if (!lock_.acquire(patience))
    throw base::Failure(base::Errc::busy, "the store is locked by another writer");
}

}  // namespace trace::store
