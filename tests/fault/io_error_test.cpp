// The n-th I/O operation of a recorder fails, once or from then on, for every n: what was
// acknowledged stays, what was not goes to the spool, and when the disk is well again every event
// is in the store once.
#include "fault/fault_vfs.h"
#include "fault/numbered_store.h"

#include "ingest/spool_sink.h"
#include "store/delivery.h"
#include "store/replay.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace trace::fault {
namespace {

constexpr int kBatches = 6;

class IoError : public testing::Test {
 protected:
  IoError() {
    store::StoreSink sink({.path = before_});
    sink.checkpoint();
  }

  store::DeliveryPorts ports() {
    store::DeliveryPorts ports;
    ports.open_store = [this] {
      return std::make_unique<store::StoreSink>(
          store::StoreSinkOptions{.path = db_, .patience = base::DurationMs{50}});
    };
    ports.open_spool = [this] {
      return std::make_unique<ingest::SpoolSink>(
          ingest::SpoolOptions{.places = places_, .db_path = db_});
    };
    ports.replay_own = [this](store::StoreSink& sink, std::unique_ptr<ingest::Sink> spool,
                              const store::DeliveryPorts::IsOver&) {
      spool.reset();
      const auto report = store::replay({.places = places_, .db_path = db_}, sink);
      if (report.stopped) throw base::Failure(*report.stopped);
    };
    ports.warn = [](const std::string&) {};
    ports.places = places_;
    return ports;
  }

  void start_over() {
    std::filesystem::remove_all(places_[0]);
    std::filesystem::copy_file(before_, db_, std::filesystem::copy_options::overwrite_existing);
    for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(db_ + end);
  }

  // Record all batches under the plan; returns the counters' sum of what was kept.
  struct Run {
    std::uint64_t kept = 0, lost = 0;
  };
  Run record(FaultVfs& vfs, const Plan& plan) {
    start_over();
    vfs.start(plan);
    store::Delivery delivery(ports(), ingest::Overflow::spool);
    for (int i = 0; i < kBatches; ++i) {
      write_numbered(delivery, i);
      if (i == kBatches / 2) delivery.tick();
    }
    delivery.finish();
    return {delivery.counters().stored + delivery.counters().spooled, delivery.counters().lost};
  }

  // The disk is well: what waits is loaded, by the next tool.
  Left settle(FaultVfs& vfs) {
    vfs.stop();
    store::StoreSink sink({.path = db_});
    const auto report = store::replay({.places = places_, .db_path = db_}, sink);
    EXPECT_FALSE(report.stopped) << report.stopped->message;
    EXPECT_EQ(report.damaged, 0);
    return look_at(db_);
  }

  void sweep(Kind kind, Row& row) {
    FaultVfs vfs;
    record(vfs, {.kind = kind, .at = 1'000'000});
    const std::int64_t operations = vfs.operations();
    EXPECT_GT(operations, 20);
    for (const bool persists : {false, true})
      for (std::int64_t at = 1; at <= operations; ++at) {
        const Run run = record(vfs, {.kind = kind, .at = at, .persists = persists});
        const Left left = settle(vfs);
        ++row.runs;
        row.lost += kBatches * kPerBatch - left.different;
        row.doubled += left.events - left.different;
        if (!left.is_sound || !left.is_prefix()) ++row.torn;
        EXPECT_EQ(run.lost, 0U) << "operation " << at;
        EXPECT_EQ(run.kept, static_cast<std::uint64_t>(kBatches * kPerBatch)) << "operation " << at;
      }
    EXPECT_EQ(row.lost, 0);
    EXPECT_EQ(row.doubled, 0);
    EXPECT_EQ(row.torn, 0);
  }

  support::TempDir dir_;
  std::string before_ = dir_ / "before.db", db_ = dir_ / "t.db";
  std::vector<std::string> places_{dir_ / "spool"};
};

TEST_F(IoError, R07AnErrorOfAnyOperationLosesNothing) {
  Row row{"R7", "the n-th I/O operation fails, once and from then on"};
  sweep(Kind::io_error, row);
}

TEST_F(IoError, R08AFullDiskAtAnyWriteLosesNothing) {
  Row row{"R8", "the n-th write finds the disk full, once and from then on"};
  sweep(Kind::disk_full, row);
}

}  // namespace
}  // namespace trace::fault
