// Identifiers: UUIDv7 for what we open ourselves, UUIDv8 for what is derived from a vendor's own
// id. Not for row ids (store/). Pure functions: time and randomness are arguments.
#pragma once

#include "base/time.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace trace::model {

// Make a UUIDv7 (RFC 9562 §5.7) from a time and 10 random bytes.
std::string new_uuid7(base::UnixMicros at, const std::array<std::uint8_t, 10>& random);
// Make a UUIDv8 (RFC 9562 §5.8) from 16 bytes of a hash.
std::string uuid8(std::span<const std::uint8_t, 16> hash);
// Tell whether an id may be used as it is: 1 to 200 bytes of printable ASCII without blanks, not
// starting with '-' or '='.
bool is_acceptable_id(std::string_view id) noexcept;
// The 32 hex digits of a UUID, for TRACEPARENT; empty when `id` is no UUID.
std::string trace_hex(std::string_view id);

}  // namespace trace::model
