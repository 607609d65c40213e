// Numbers, lengths of time and ids as people read them in tables. Programs get the exact values.
// Pure functions: safe on any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::tools {

// 950, 12.3k, 4.5M.
std::string short_number(std::int64_t value);
// 350ms, 12.3s, 4m05s, 2h03m, 3d04h.
std::string short_duration(std::int64_t milliseconds);
// $0.0123, $12.34.
std::string short_cost(std::int64_t nano_usd);
// The last 8 characters.
std::string_view short_id(std::string_view id);
// 4.0 KiB, 1.2 GiB.
std::string short_bytes(std::int64_t bytes);

}  // namespace trace::tools
