// Rows that come from no input: what `log` writes, and what a recorder notes by itself (idle, cut,
// gap). Each is a native `event` line with a uid of its own. The caller writes the line, sanitized.
// Not for lines of an input. Pure but for randomness; a Batch belongs to one thread.
#pragma once

#include "digest/random.h"

#include "ingest/batch.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::ingest {

struct LogRow {
  std::string_view trace, type;
  model::Level level = model::Level::info;
  base::UnixMicros at;
  std::string_view line;      // the native line, without a line feed; empty: its bytes are not kept
  std::optional<Slice> part;  // its payload within the line
  bool is_sanitized = false;  // something was replaced
  std::optional<std::int64_t> full_size;  // of the payload before a cut …
  digest::Hash256 full_hash{};            // … and its SHA-256
};

// Give a row its salt and its leaf of the hash chain: BLAKE2b-256(salt ‖ bytes).
void seal(EventRow& row, std::string_view bytes, digest::SaltPool& salts) noexcept;

// Append an event to the batch; errors make the batch urgent. The views are copied.
EventRow& add_log_row(Batch& batch, const LogRow& log, digest::SaltPool& salts);

}  // namespace trace::ingest
