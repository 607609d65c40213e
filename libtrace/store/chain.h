// The hash chain of a trace: one link a row, in order of arrival. A link covers what an event says
// (order, time, level, type, identity, bytes); where its bytes lie and how they are cut is in a
// second sum, which changes when rows are packed or scrubbed while the chain stays. Pure functions:
// safe on any thread after digest_init().
#pragma once

#include "digest/blake2b.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::store {

// What a link covers.
struct LinkFields {
  std::int64_t seq = 0;  // 0: a carrier that is no event
  std::int64_t at = 0;
  std::int64_t level = 0;
  std::int64_t type = 0;  // dict
  std::uint32_t flags = 0;
  digest::Hash128 uid{};
  digest::Hash256 leaf{};  // zeros: a row without bytes of its own
};

// Columns of a row that may change while its link stays.
struct LooseFields {
  std::optional<std::int64_t> input, n, carrier, off, len, key, tool, duration_ms, source_seq,
      full_len;
  std::string_view sha256;
};

// Return the head after a row. `head` is zeros before the first one.
digest::Hash256 next_link(const digest::Hash256& head, const LinkFields& row) noexcept;

// Return what stands in the row (events.h): 8 bytes of its link, XOR the sum of the rest.
std::int64_t row_mark(const digest::Hash256& link, const LinkFields& row,
                      const LooseFields& rest) noexcept;

// Return the leaf of stored bytes: BLAKE2b-256(salt ‖ bytes).
digest::Hash256 leaf_of(std::string_view salt, std::string_view bytes) noexcept;

// Tell whether bytes are stored as TEXT; others are a BLOB.
bool is_stored_as_text(std::string_view bytes) noexcept;

}  // namespace trace::store
