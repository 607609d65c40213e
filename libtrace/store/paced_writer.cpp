#include "store/paced_writer.h"

#include <chrono>

namespace trace::store {

void PacedWriter::run(const std::function<bool()>& step) {
  using Clock = std::chrono::steady_clock;
  for (bool more = true; more;) {
    const StoreLock::Guard guard(lock_, kPatience);
    Transaction transaction(db_);
    const auto end = Clock::now() + std::chrono::milliseconds(kHold.v);
    while ((more = step()) && Clock::now() < end) {
    }
    transaction.commit();
  }
}

bool PacedWriter::once(const std::function<bool()>& work) {
  const StoreLock::Guard guard(lock_, kPatience);
  Transaction transaction(db_);
  if (!work()) return false;
  transaction.commit();
  return true;
}

}  // namespace trace::store
