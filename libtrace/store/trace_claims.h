// Which imported file gave which field of a trace. A field belongs to the claim that ranks first,
// of all that set it, so that the order in which files come makes no difference. Pure values; the
// SQL is in trace_table. One object belongs to one thread.
#pragma once

#include "model/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

// The fields that claims are about, a bit each.
struct ClaimField {
  static constexpr std::uint32_t parent = 1U << 0;
  static constexpr std::uint32_t title = 1U << 1;
  static constexpr std::uint32_t source = 1U << 2;
  static constexpr std::uint32_t source_ref = 1U << 3;
  static constexpr std::uint32_t session = 1U << 4;
  static constexpr std::uint32_t message_id = 1U << 5;
  static constexpr std::uint32_t client_message_id = 1U << 6;
  static constexpr std::uint32_t mode = 1U << 7;
  static constexpr std::uint32_t actor = 1U << 8;
  static constexpr std::uint32_t model = 1U << 9;
  static constexpr std::uint32_t cwd = 1U << 10;
  static constexpr std::uint32_t host = 1U << 11;
  static constexpr std::uint32_t params = 1U << 12;
  static constexpr std::uint32_t stats = 1U << 13;
  static constexpr std::uint32_t result = 1U << 14;
  static constexpr std::uint32_t metadata = 1U << 15;
  static constexpr std::uint32_t end = 1U << 16;  // the end state with its time, code and message
};

// The end that counts, to work out the times of the trace.
struct ClaimedEnd {
  std::int64_t at = 0;
  std::optional<std::int64_t> duration_ms;
  bool is_reported = false;
};

class TraceClaims {
 public:
  TraceClaims() = default;
  // Read what bytes() wrote; damaged bytes read as no claims.
  explicit TraceClaims(std::string_view bytes);

  // Leave in `change` only what the trace takes from it. `others` are fields that have a value
  // which no claim gave: these stay. REQUIRES: change.claim.
  void filter(model::TraceChange& change, std::uint32_t others);
  const std::optional<ClaimedEnd>& end() const noexcept { return end_; }
  bool empty() const noexcept { return groups_.empty(); }
  std::string bytes() const;

 private:
  struct Group {
    model::Claim claim;
    std::uint32_t fields = 0;
  };
  bool takes(const model::Claim& claim, std::uint32_t field, std::uint32_t others);
  bool takes_end(const model::TraceChange& change, std::uint32_t others);
  void give(const model::Claim& claim, std::uint32_t field);

  std::vector<Group> groups_;
  std::optional<ClaimedEnd> end_;
};

}  // namespace trace::store
