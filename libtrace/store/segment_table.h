// The tables usage_segments and usage_columns: requests once more, column by column, in segments of
// as many as are summed together, so that any question over millions of them reads only the columns
// that it asks for. Derived: may be dropped. Who fills them is segment_writer.h's, who reads them
// segment_reader.h's. Belongs to the thread of the Database.
#pragma once

#include "base/time.h"
#include "store/blob_reader.h"
#include "store/column_codec.h"
#include "store/sqlite.h"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace trace::store {

// Requests a full segment. Fewer than these are counted from their rows.
inline constexpr std::int64_t kSegmentRequests = 16'384;

// What a column holds; values are stored. `quarter` and `micros` are the time: the number of the
// quarter of an hour, and what is left. The cost is that of `CostMode::automatic`.
enum class SegmentColumn : std::uint8_t {
  quarter,
  micros,
  status,
  input,
  cache_read,
  cache_write,
  cache_write_1h,
  output,
  reasoning,
  cost,
  cost_source,
  duration,
  ttft,
  model,
  provider,
  token,
  account,
  user,
  mode,
  trace,
  batch
};
inline constexpr std::size_t kSegmentColumns = 21;

// A cost that was not in the row but computed when the segment was made; else a model::CostSource.
inline constexpr std::int64_t kComputedHere = 4;

// Requests with after_id < id <= last_id.
struct SegmentSpan {
  std::int64_t after_id = 0, last_id = 0, requests = 0;
  base::UnixMicros first_at{0}, last_at{0};
};

using SegmentValues = std::array<std::vector<std::int64_t>, kSegmentColumns>;

// Whether the store has these tables; one of an older schema has not.
bool has_segments(Database& db);

class SegmentTable {
 public:
  // REQUIRES: has_segments(db). `db` must outlive this.
  explicit SegmentTable(Database& db);
  // All segments in order of ids; none overlap, and together they begin at 0.
  std::vector<SegmentSpan> spans();
  // The last id of each segment of which a request changed or went since.
  std::set<std::int64_t> stale();
  // Ids up to this one are in segments.
  std::int64_t last_id();
  std::int64_t requests();
  // Put the packed values of a column into `bytes`. Throws Failure corrupt when it is not there.
  // REQUIRES: a transaction.
  void read(const SegmentSpan& span, SegmentColumn column, std::string& bytes);
  // Write a segment, in place of the one with that last id. REQUIRES: a transaction.
  void put(const SegmentSpan& span, const SegmentValues& values);
  // Take what changed in it as known. REQUIRES: a transaction.
  void settle(const SegmentSpan& span);

 private:
  Database& db_;
  BlobReader columns_;
  std::optional<Statement> put_span_, put_column_;  // made when something is written
};

}  // namespace trace::store
