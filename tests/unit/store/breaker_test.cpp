#include "store/breaker.h"

#include "support/temp_dir.h"

#include "base/fd.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::store {
namespace {

class SetClock final : public base::Clock {
 public:
  base::UnixMicros now() const override { return now_; }
  base::UnixMicros now_{1'800'000'000'000'000};
};

struct Scene {
  support::TempDir dir;
  std::vector<std::string> places{dir / "spool"};
  SetClock clock;
  Breaker breaker() { return Breaker(places, clock); }
  void fail(int times) {
    for (int i = 0; i < times; ++i) breaker().failed("the store is locked");
  }
  bool has_file() { return ::access((places[0] + "/breaker.json").c_str(), F_OK) == 0; }
};

TEST(Breaker, OpensAfterTenFailuresOfDifferentProcesses) {
  Scene scene;
  scene.fail(9);
  EXPECT_TRUE(scene.breaker().may_try());
  scene.fail(1);
  EXPECT_FALSE(scene.breaker().may_try());
}

TEST(Breaker, LetsOneTryAfterFiveMinutesAndTheOthersWait) {
  Scene scene;
  scene.fail(10);
  scene.clock.now_.v += Breaker::kOpenMicros - 1;
  EXPECT_FALSE(scene.breaker().may_try());
  scene.clock.now_.v += 1;
  EXPECT_TRUE(scene.breaker().may_try());
  EXPECT_FALSE(scene.breaker().may_try());
}

TEST(Breaker, AFailedProbeOpensItForAnotherFiveMinutes) {
  Scene scene;
  scene.fail(10);
  scene.clock.now_.v += Breaker::kOpenMicros;
  Breaker probe = scene.breaker();
  ASSERT_TRUE(probe.may_try());
  scene.clock.now_.v += 2'000'000;
  probe.failed("the store is locked");
  scene.clock.now_.v += Breaker::kOpenMicros - 1;
  EXPECT_FALSE(scene.breaker().may_try());
  scene.clock.now_.v += 1;
  EXPECT_TRUE(scene.breaker().may_try());
}

TEST(Breaker, ASuccessClosesItForAll) {
  Scene scene;
  scene.fail(10);
  Breaker other = scene.breaker();
  ASSERT_FALSE(other.may_try());
  scene.breaker().succeeded();
  EXPECT_FALSE(scene.has_file());
  EXPECT_TRUE(other.may_try());
  scene.fail(9);
  EXPECT_TRUE(scene.breaker().may_try());
}

TEST(Breaker, AClockThatWasSetBackDoesNotKeepItOpen) {
  Scene scene;
  scene.fail(10);
  scene.clock.now_.v -= 86'400'000'000;
  EXPECT_TRUE(scene.breaker().may_try());
}

TEST(Breaker, HoldsForItselfWhereNothingCanBeKept) {
  const SetClock clock;
  Breaker breaker({"/proc/no-such-place"}, clock);
  for (int i = 0; i < 10; ++i) breaker.failed("gone");
  EXPECT_FALSE(breaker.may_try());
}

TEST(Breaker, IsPrivateAndAFileThatIsNoneOfItSaysNothing) {
  Scene scene;
  scene.fail(1);
  struct stat st {};
  ASSERT_EQ(::stat((scene.places[0] + "/breaker.json").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 07777, 0600U);
  const base::Fd fd = base::open_file(scene.places[0] + "/breaker.json", O_WRONLY | O_TRUNC);
  base::write_all(fd.get(), "[1, {\"failures\": 10", "it");
  EXPECT_TRUE(scene.breaker().may_try());
}

}  // namespace
}  // namespace trace::store
