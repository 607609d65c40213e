// Fills batches on the reading thread: rows are sealed (uid, salt, leaf), batches are handed over
// when they are large enough or when the caller is out of input. One object belongs to one thread.
#pragma once

#include "digest/random.h"

#include "base/time.h"
#include "ingest/batch.h"
#include "ingest/batch_queue.h"

#include <memory>
#include <string_view>

namespace trace::ingest {

class BatchMaker {
 public:
  explicit BatchMaker(BatchQueue& queue) : queue_(queue), batch_(queue.reuse()) {}

  Batch& batch() noexcept { return *batch_; }
  // Add a row with its bytes; salt and leaf are made here.
  EventRow& add_row(EventRow row, std::string_view payload);
  void add_change(ChangeBody body);
  // Hand over when it is large. Call between lines: a line and what follows from it stay together.
  void hand_over_if_large() {
    if (batch_->bytes.size() >= kMaxBytes || batch_->records() >= kMaxRecords) hand_over();
  }
  void hand_over();
  digest::SaltPool& salts() noexcept { return salts_; }

 private:
  static constexpr std::size_t kMaxBytes = 256 << 10;
  static constexpr std::size_t kMaxRecords = 500;
  BatchQueue& queue_;
  std::unique_ptr<Batch> batch_;
  digest::SaltPool salts_;
};

}  // namespace trace::ingest
