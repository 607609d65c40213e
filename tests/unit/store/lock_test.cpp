#include "store/lock.h"

#include "support/temp_dir.h"

#include "base/fd.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fcntl.h>

namespace trace::store {
namespace {

using base::DurationMs;

class StoreLockTest : public ::testing::Test {
 protected:
  // Stand in the line of those who wait, and never come forward.
  base::Fd wait_for_ever() const {
    base::Fd fd = base::open_file(path_ + ".lock", O_RDWR | O_CREAT);
    struct flock mark {};
    mark.l_type = F_RDLCK;
    mark.l_len = 1;
    EXPECT_EQ(::fcntl(fd.get(), F_OFD_SETLK, &mark), 0);
    return fd;
  }
  support::TempDir dir_;
  std::string path_ = dir_ / "t.db";
};

TEST_F(StoreLockTest, IsHeldByOneAtATime) {
  StoreLock first(path_);
  StoreLock second(path_);
  ASSERT_TRUE(first.acquire(DurationMs{0}));
  EXPECT_FALSE(second.acquire(DurationMs{0}));
  first.release();
  EXPECT_TRUE(second.acquire(DurationMs{0}));
}

TEST_F(StoreLockTest, DoesNotOvertakeThoseWhoWait) {
  const auto waiter = wait_for_ever();
  StoreLock lock(path_);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(lock.acquire(DurationMs{1000}));
    lock.release();
  }
  // It slept before each try: 0.1 ms is the least.
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(2));
}

TEST_F(StoreLockTest, GoesPastAWaiterThatWasStopped) {
  const auto waiter = wait_for_ever();
  StoreLock lock(path_);
  EXPECT_TRUE(lock.acquire(DurationMs{0}));
}

TEST_F(StoreLockTest, LeavesTheLineWhenItGivesUp) {
  StoreLock holder(path_);
  StoreLock late(path_);
  ASSERT_TRUE(holder.acquire(DurationMs{0}));
  ASSERT_FALSE(late.acquire(DurationMs{2}));
  const base::Fd fd = base::open_file(path_ + ".lock", O_RDWR);
  struct flock mark {};
  mark.l_type = F_WRLCK;
  mark.l_len = 1;
  ASSERT_EQ(::fcntl(fd.get(), F_OFD_GETLK, &mark), 0);
  EXPECT_EQ(mark.l_type, F_UNLCK);
}

}  // namespace
}  // namespace trace::store
