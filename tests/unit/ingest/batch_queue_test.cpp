#include "ingest/batch_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace trace::ingest {
namespace {

std::unique_ptr<Batch> batch_of(int events, int errors) {
  auto batch = std::make_unique<Batch>();
  for (int i = 0; i < events + errors; ++i) {
    EventRow row;
    row.level = i < events ? model::Level::info : model::Level::error;
    batch->rows.push_back(row);
  }
  return batch;
}

TEST(BatchQueue, DropShedsTheOldestEventsThatAreNoErrors) {
  BatchQueue queue({.max_records = 10, .overflow = Overflow::drop});
  queue.push(batch_of(8, 2));
  queue.push(batch_of(3, 0));
  EXPECT_EQ(queue.take_dropped(), 8U);
  EXPECT_EQ(queue.pop(std::chrono::microseconds(1))->rows.size(), 2U);
  EXPECT_EQ(queue.pop(std::chrono::microseconds(1))->rows.size(), 3U);
}

TEST(BatchQueue, AFullQueueWaitsUntilTheWriterTakesOne) {
  BatchQueue queue({.max_records = 5, .overflow = Overflow::block});
  queue.push(batch_of(5, 0));
  std::thread reader([&] { queue.push(batch_of(1, 0)); });
  EXPECT_EQ(queue.pop(std::chrono::seconds(10))->rows.size(), 5U);
  EXPECT_EQ(queue.pop(std::chrono::seconds(10))->rows.size(), 1U);
  reader.join();
  EXPECT_EQ(queue.take_dropped(), 0U);
}

TEST(BatchQueue, IsBoundedByBytesToo) {
  BatchQueue queue({.max_records = 1000, .max_bytes = 100, .overflow = Overflow::drop});
  auto batch = batch_of(1, 0);
  batch->bytes = "0123456789";
  queue.push(std::move(batch));
  queue.push(batch_of(1, 0));
  EXPECT_EQ(queue.take_dropped(), 1U);
}

TEST(BatchQueue, DropGivesBackTheBytesOfWhatIsShedAndOfNothingElse) {
  BatchQueue queue({.max_records = 4, .overflow = Overflow::drop});
  auto batch = batch_of(2, 1);
  for (auto& row : batch->rows)
    row.payload = batch->append(row.level == model::Level::error ? "kept" : "shed");
  batch->changes.push_back({1, Chunk{.data = batch->append("piece")}});
  queue.push(std::move(batch));
  queue.push(batch_of(1, 0));
  const auto left = queue.pop(std::chrono::microseconds(1));
  EXPECT_EQ(left->bytes, "keptpiece");
  EXPECT_EQ(left->view(left->rows[0].payload), "kept");
  EXPECT_EQ(left->view(std::get<Chunk>(left->changes[0].body).data), "piece");
}

TEST(BatchQueue, DropWaitsWhenOnlyErrorsAndEndStatesAreLeft) {
  BatchQueue queue({.max_records = 5, .overflow = Overflow::drop});
  auto batch = batch_of(1, 4);
  batch->changes.push_back({5, model::TraceChange{}});
  queue.push(std::move(batch));
  std::thread reader([&] { queue.push(batch_of(0, 1)); });
  while (queue.depth() > 5) std::this_thread::yield();
  const auto first = queue.pop(std::chrono::seconds(10));
  EXPECT_EQ(first->rows.size(), 4U);
  ASSERT_EQ(first->changes.size(), 1U);
  EXPECT_EQ(first->changes[0].before, 4U);  // still after them
  EXPECT_EQ(queue.pop(std::chrono::seconds(10))->rows.size(), 1U);
  reader.join();
  EXPECT_EQ(queue.take_dropped(), 1U);
}

TEST(BatchQueue, AClosedQueueGivesWhatIsLeftAndEnds) {
  BatchQueue queue({});
  queue.push(batch_of(1, 0));
  queue.close();
  EXPECT_FALSE(queue.is_drained());
  EXPECT_TRUE(queue.pop(std::chrono::microseconds(1)));
  EXPECT_FALSE(queue.pop(std::chrono::seconds(10)));
  EXPECT_TRUE(queue.is_drained());
}

}  // namespace
}  // namespace trace::ingest
