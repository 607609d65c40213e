// Fills batches on the reading thread: rows are sealed (uid, salt, leaf), batches are handed over
// when they are large enough or when the caller is out of input. One object belongs to one thread.
#pragma once

#include "digest/random.h"
#include "digest/salted_hashes.h"

#include "base/time.h"
#include "ingest/batch.h"
#include "ingest/batch_queue.h"

#include <memory>
#include <string_view>
#include <vector>

namespace trace::ingest {

class BatchMaker {
 public:
  explicit BatchMaker(BatchQueue& queue) : queue_(queue), batch_(queue.reuse()) {}

  Batch& batch() noexcept { return *batch_; }
  // Add a row with its bytes; its salt is made here, its leaf when the batch is handed over.
  EventRow& add_row(EventRow row, std::string_view payload);
  void add_change(ChangeBody body);
  // Hand over when it is large. Call between lines: a line and what follows from it stay together.
  void hand_over_if_large() {
    if (batch_->bytes.size() >= kMaxBytes || batch_->records() >= kMaxRecords) hand_over();
  }
  void hand_over();
  digest::SaltPool& salts() noexcept { return salts_; }

 private:
  void seal();
  static constexpr std::size_t kMaxBytes = 256 << 10;
  static constexpr std::size_t kMaxRecords = 500;
  BatchQueue& queue_;
  std::unique_ptr<Batch> batch_;
  digest::SaltPool salts_;
  std::vector<digest::SaltedMessage> unsealed_;
};

}  // namespace trace::ingest
