// The power goes at every single I/O operation of a recorder, and with lying syncs the same test
// must find losses.
#include "fault/fault_vfs.h"
#include "fault/numbered_store.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace trace::fault {
namespace {

constexpr int kBatches = 8;

// A store as it is before the recorder starts, made once.
class PowerCut : public testing::Test {
 protected:
  PowerCut() {
    store::StoreSink sink({.path = before_});
    sink.checkpoint();
  }

  // Write batches until the power goes; returns how many were acknowledged.
  int write(FaultVfs& vfs, store::Durability durability, const Plan& plan) {
    std::filesystem::copy_file(before_, db_, std::filesystem::copy_options::overwrite_existing);
    for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(db_ + end);
    vfs.start(plan);
    int acknowledged = 0;
    try {
      store::StoreSink sink({.path = db_, .durability = durability});
      for (int i = 0; i < kBatches; ++i) {
        write_numbered(sink, i);
        ++acknowledged;
        if (i == kBatches / 2) sink.checkpoint();
      }
    } catch (const base::Failure&) {
      // As planned.
    }
    return acknowledged;
  }

  struct Sweep {
    std::int64_t operations = 0, runs = 0, short_runs = 0, lost = 0, unsound = 0, torn = 0;
  };
  // Every operation × seeds.
  Sweep sweep(store::Durability durability, int seeds, bool syncs_lie) {
    Sweep sum;
    FaultVfs vfs;
    write(vfs, durability, {.syncs_lie = syncs_lie});
    sum.operations = vfs.operations();
    vfs.lose_power(0);  // forgets
    for (std::int64_t at = 1; at <= sum.operations; ++at)
      for (int seed = 1; seed <= seeds; ++seed) {
        const int acknowledged =
            write(vfs, durability, {.kind = Kind::power_cut, .at = at, .syncs_lie = syncs_lie});
        vfs.lose_power(static_cast<std::uint32_t>(at * 1000 + seed));
        const Left left = look_at(db_);
        vfs.lose_power(0);
        ++sum.runs;
        if (!left.is_sound) ++sum.unsound;
        if (left.is_sound && !left.is_prefix()) ++sum.torn;
        const auto missing = std::max<std::int64_t>(0, acknowledged - left.batches());
        sum.lost += missing;
        if (missing > 0) ++sum.short_runs;
      }
    return sum;
  }

  // The same, with its line of the reliability table.
  Sweep swept(const char* id, const char* fault, store::Durability durability, bool syncs_lie) {
    const Sweep sum = sweep(durability, syncs_lie ? 1 : seeds_, syncs_lie);
    const Row printed{id, fault, sum.runs, sum.lost, sum.torn + sum.unsound, 0};
    return sum;
  }

  const int seeds_ = tries("POWER_SEEDS", 1);
  support::TempDir dir_;
  std::string before_ = dir_ / "before.db", db_ = dir_ / "t.db";
};

TEST_F(PowerCut, R04NothingAcknowledgedIsLostWithFullDurability) {
  const Sweep sum = swept("R4", "power cut at every I/O operation, durability full",
                          store::Durability::full, false);
  EXPECT_GT(sum.operations, 50);
  EXPECT_EQ(sum.lost, 0);
  EXPECT_EQ(sum.unsound, 0);
  EXPECT_EQ(sum.torn, 0);
}

TEST_F(PowerCut, R05WithNormalDurabilityTheStoreIsAPrefixAndSound) {
  const Sweep sum =
      swept("R5", "power cut at every I/O operation, durability normal (may lose the last)",
            store::Durability::normal, false);
  EXPECT_EQ(sum.unsound, 0);
  EXPECT_EQ(sum.torn, 0);
}

TEST_F(PowerCut, R06LyingSyncsAreFoundOut) {
  const Sweep sum =
      swept("R6", "self-check: syncs that lie must show losses", store::Durability::full, true);
  EXPECT_GT(sum.lost + sum.unsound + sum.torn, sum.runs / 4);
}

}  // namespace
}  // namespace trace::fault
