#include "store/delivery.h"

#include "support/temp_dir.h"

#include "ingest/spool_dir.h"
#include "ingest/spool_sink.h"
#include "store/replay.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

namespace trace::store {
namespace {

// A delivery into a store and a spool of a folder of its own.
struct Place {
  support::TempDir dir;
  std::string db = dir / "t.db";
  std::vector<std::string> places{dir / "spool"};
  std::vector<std::string> warnings;

  DeliveryPorts ports() {
    DeliveryPorts ports;
    ports.open_store = [this] {
      return std::make_unique<StoreSink>(
          StoreSinkOptions{.path = db, .patience = base::DurationMs{1}});
    };
    ports.open_spool = [this] {
      ingest::SpoolOptions options;
      options.places = places;
      options.db_path = db;
      return std::make_unique<ingest::SpoolSink>(options);
    };
    ports.replay_own = [this](StoreSink& sink, std::unique_ptr<ingest::Sink> spool,
                              const DeliveryPorts::IsOver& is_over) {
      spool.reset();
      const auto report = replay({.places = places, .db_path = db, .is_over = is_over}, sink);
      if (report.stopped) throw base::Failure(*report.stopped);
    };
    ports.places = places;
    ports.warn = [this](const std::string& text) { warnings.push_back(text); };
    return ports;
  }

  std::int64_t events() {
    auto reader = open_for_reading(db);
    Statement count(reader, "SELECT count(*) FROM events");
    return count.step()->i64(0);
  }
};

ingest::Batch batch_of(const std::string& text) {
  ingest::Batch batch;
  ingest::EventRow row;
  row.trace = batch.trace_index("T");
  row.type = batch.type_index("log");
  row.at = {1'000'000};
  row.uid = digest::blake2b128(text);
  row.payload = batch.append(text);
  batch.rows.push_back(row);
  return batch;
}

void write(Delivery& delivery, const ingest::Batch& batch) {
  const ingest::Batch* pointer = &batch;
  delivery.write({&pointer, 1});
}

TEST(Delivery, WhatALockedStoreDoesNotTakeIsSpooledAndLoadedAtTheEnd) {
  Place place;
  StoreSink make({.path = place.db});
  Delivery delivery(place.ports(), ingest::Overflow::spool);
  const int held = ::open((place.db + ".lock").c_str(), O_RDWR);
  ASSERT_EQ(::flock(held, LOCK_EX), 0);
  write(delivery, batch_of("one"));
  EXPECT_TRUE(delivery.is_spooling());
  EXPECT_TRUE(delivery.is_kept());
  ::close(held);
  write(delivery, batch_of("two"));  // does not overtake what waits
  delivery.finish();
  EXPECT_EQ(place.events(), 2);
  EXPECT_EQ(delivery.counters().spooled, 0U);
  EXPECT_EQ(delivery.counters().lost, 0U);
  EXPECT_EQ(place.warnings.size(), 1U);
}

TEST(Delivery, WhatNoPlaceTakesIsCountedAndNotAcknowledged) {
  Place place;
  place.db = place.dir.path();             // a folder is no store
  place.places = {"/proc/no-such-place"};  // and nothing can be made there
  Delivery delivery(place.ports(), ingest::Overflow::spool);
  write(delivery, batch_of("one"));
  EXPECT_FALSE(delivery.is_kept());
  EXPECT_EQ(delivery.counters().lost, 1U);
  EXPECT_EQ(place.warnings.size(), 2U);
}

// A writer that holds the store's lock while it lives.
struct Holder {
  explicit Holder(const std::string& db) : fd(::open((db + ".lock").c_str(), O_RDWR)) {
    EXPECT_EQ(::flock(fd, LOCK_EX), 0);
  }
  ~Holder() { ::close(fd); }
  int fd;
};

TEST(Delivery, AfterTenFailuresTheNextOneDoesNotTryTheStore) {
  Place place;
  StoreSink make({.path = place.db});
  const base::SystemClock clock;
  for (int i = 0; i < 10; ++i) Breaker(place.places, clock).failed("locked");
  Delivery delivery(place.ports(), ingest::Overflow::spool);
  write(delivery, batch_of("one"));  // nobody holds the store: only the breaker keeps it away
  EXPECT_TRUE(delivery.is_spooling());
  delivery.finish();
  EXPECT_EQ(place.events(), 0);
  EXPECT_EQ(delivery.counters().spooled, 1U);
}

TEST(Delivery, EachFailureOfALockedStoreCountsAndASuccessForgetsThem) {
  Place place;
  StoreSink make({.path = place.db});
  const std::string file = place.places[0] + "/breaker.json";
  Delivery delivery(place.ports(), ingest::Overflow::spool);
  {
    const Holder holder(place.db);
    write(delivery, batch_of("one"));
    EXPECT_EQ(::access(file.c_str(), F_OK), 0);
  }
  delivery.finish();
  EXPECT_NE(::access(file.c_str(), F_OK), 0);
}

TEST(Delivery, PastItsDeadlineEverythingGoesToTheSpoolAtOnce) {
  Place place;
  StoreSink make({.path = place.db});
  Delivery delivery(place.ports(), ingest::Overflow::block);
  const Holder holder(place.db);
  delivery.hurry(std::chrono::steady_clock::now());
  write(delivery, batch_of("one"));
  EXPECT_TRUE(delivery.is_spooling());
  EXPECT_TRUE(delivery.is_kept());
  delivery.finish();
  EXPECT_EQ(place.events(), 0);
}

TEST(Delivery, AReopenedStoreTakesWhatComes) {
  Place place;
  Delivery delivery(place.ports(), ingest::Overflow::spool);
  write(delivery, batch_of("one"));
  ASSERT_EQ(::rename(place.db.c_str(), (place.db + ".old").c_str()), 0);
  for (const char* suffix : {"-wal", "-shm"}) ::unlink((place.db + suffix).c_str());
  delivery.reopen();
  write(delivery, batch_of("two"));
  EXPECT_FALSE(delivery.is_spooling());
  EXPECT_EQ(place.events(), 1);
  EXPECT_EQ(delivery.store_counters().events, 2);
}

TEST(Delivery, AStoreThatWasRemovedIsMadeAgain) {
  Place place;
  Delivery delivery(place.ports(), ingest::Overflow::spool);
  write(delivery, batch_of("one"));
  for (const char* suffix : {"", "-wal", "-shm"}) ::unlink((place.db + suffix).c_str());
  write(delivery, batch_of("two"));
  delivery.finish();
  EXPECT_EQ(place.events(), 1);
  EXPECT_EQ(delivery.counters().spooled, 0U);
}

}  // namespace
}  // namespace trace::store
