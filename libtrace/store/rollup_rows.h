// The table usage_rollups: rows as tallies and back, and the arithmetic of its buckets. Sketches
// have rows of their own, so that sums lie close together and are read alone. Who fills it is
// rollup.h's, who reads it rollup_reader.h's. Belongs to the thread of the Database.
#pragma once

#include "base/time.h"
#include "store/sqlite.h"
#include "store/usage_part.h"
#include "store/usage_tally.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace trace::store {

enum class RollupGrain : std::uint8_t { quarter, day };

constexpr std::int64_t kQuartersADay = 96;
constexpr std::int64_t kQuarterMicros = 900'000'000;

// Number of the quarter of an hour, of the day that a quarter lies in, and where a bucket begins.
std::int64_t quarter_of(base::UnixMicros at);
std::int64_t day_of_quarter(std::int64_t quarter);
base::UnixMicros start_of(RollupGrain grain, std::int64_t bucket);

struct RollupKey {
  RollupGrain grain = RollupGrain::quarter;
  std::int64_t bucket = 0, model = 0;
  auto operator<=>(const RollupKey&) const = default;
};

class RollupRows {
 public:
  explicit RollupRows(Database& db);
  // Call `f` for each row with a bucket in [from, to), in order of bucket and model; it may take
  // the tally away.
  using Visit = std::function<void(const RollupKey&, UsageTally&)>;
  void each(RollupGrain grain, std::int64_t from, std::int64_t to, const Visit& f);
  // Leave out of tallies, from now on, how values are spread when nobody needs it.
  void need_only(UsageParts parts) { parts_ = parts; }
  // Add a tally to its row. REQUIRES: a transaction.
  void add(const RollupKey& key, const UsageTally& tally);
  void erase(RollupGrain grain, std::int64_t bucket);

 private:
  void put_sketch(std::int64_t of, const RollupKey& key, Distribution& spread);

  Database& db_;
  Statement one_, sketch_, put_, erase_;
  UsageParts parts_ = UsageParts::all();
};

// Facts about the rollups, in meta.
struct RollupState {
  std::int64_t last_id = 0;   // requests up to this id are summed
  std::string prices;         // hash of the prices that computed the costs
  base::UnixMicros at{0};     // when
  std::int64_t requests = 0;  // how many are summed
};
// Nothing when the store has none (never made, or an older schema).
std::optional<RollupState> rollup_state(Database& db);
// What is another text after each step of rollup.h, and in another store.
std::string rollup_stamp(Database& db);
// Keep it; `requests` is counted here.
void keep_rollup_state(Database& db, const RollupState& state);

// Quarters whose rows changed since they were summed, and their days.
std::set<std::int64_t> stale_quarters(Database& db);

}  // namespace trace::store
