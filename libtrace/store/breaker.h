// The circuit breaker of recorders: after ten failures in a row the store is left alone for five
// minutes, then one of those who want to write tries it. Processes are short, so it is kept in a
// file of the spool (`breaker.json`); without a place for it it holds for this object alone. Not a
// lock: two who fail at the same moment may count as one. One object belongs to one thread.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

class Breaker {
 public:
  static constexpr int kFailures = 10;
  static constexpr std::int64_t kOpenMicros = 300'000'000;

  // `places`: ingest::spool_places(). Touches no file. REQUIRES: the clock outlives it.
  Breaker(std::vector<std::string> places, const base::Clock& clock);

  // Tell whether the store may be tried now. When the five minutes are over the one who asks first
  // is told yes, the others no until it is known how that went.
  bool may_try();
  // Count a failure of the store; `reason` is kept for people.
  void failed(std::string_view reason);
  // The store took something: forget all failures.
  void succeeded();
  // Open since that many failures.
  bool is_open() const noexcept { return failures_ >= kFailures; }

 private:
  void load();
  void save();

  std::vector<std::string> places_;
  const base::Clock& clock_;
  bool was_loaded_ = false, is_kept_ = false;
  int failures_ = 0;
  base::UnixMicros since_;  // of the last failure, or of the last try
  std::string reason_;
};

}  // namespace trace::store
