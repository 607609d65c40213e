// Events of one trace that two sources tell, each in its own words: the stream of a run as it came,
// and the session file that the agent kept of it. The k-th of one source under a type and key is
// the k-th of the other. Costs nothing while only one of the two has spoken. Not thread-safe.
#pragma once

#include "ingest/batch.h"
#include "store/sqlite.h"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace trace::store {

class ToldEvents {
 public:
  // What the store has of a trace (?1) when a second source begins: type, key, flags.
  static constexpr const char* kSql =
      "SELECT type, key, flags FROM events WHERE trace = ?1 AND "
      "flags & 512";

  // An event of the trace has these flags.
  void see(std::uint32_t flags) noexcept;
  // Tell whether the other source told an event already, and count it. `stored` is kSql, prepared.
  bool is_told(std::int64_t trace, std::int64_t type, const ingest::EventRow& row,
               Statement& stored);
  // Others have written: what was counted is out of date.
  void forget() noexcept { *this = ToldEvents(); }

 private:
  using Counts = std::array<std::int32_t, 2>;  // by source
  static std::size_t source_of(std::uint32_t flags) noexcept;
  Counts& counts_of(std::int64_t type, std::int64_t key);

  std::array<bool, 2> seen_{};  // sources
  bool is_loaded_ = false;
  std::unordered_map<std::uint64_t, Counts> counts_;
};

}  // namespace trace::store
