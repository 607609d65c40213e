#include "trace-record/import_sink.h"

#include <chrono>

namespace trace::tools {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{60};

}  // namespace

void ImportSink::fail(const base::Error& error) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = error;
  has_failed_ = true;
}

std::optional<base::Error> ImportSink::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void ImportSink::write(std::span<const ingest::Batch* const> batches) {
  const auto until = Steady::now() + kPatience;
  while (!has_failed_) {
    try {
      if (!store_) store_ = open_();
      store_->write(batches);
      return;
    } catch (const base::Failure& failure) {
      // Each try waits for the lock itself.
      if (failure.code() == base::Errc::busy && Steady::now() < until && !gives_up_) continue;
      fail({failure.code(), failure.what()});
    }
  }
}

void ImportSink::close() {
  if (!store_) return;
  store_->checkpoint();
  known_ = store_->known_frames();
  store_.reset();
}

}  // namespace trace::tools
