// Numbers as people read them at a glance. Programs get the exact values. Pure functions: safe on
// any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace trace::tools {

// 950, 12.3k, 4.5M, 7.8G; `–` when it is not known.
std::string compact_count(const std::optional<std::int64_t>& value);
// $0.0123, $12.34; `–` when it is not known.
std::string compact_cost(const std::optional<std::int64_t>& nusd);
// 350 ms, 12.3 s, 4.5 min; `–` when it is not known.
std::string compact_duration(const std::optional<std::int64_t>& milliseconds);
// 98.2 %; `–` when it is not known.
std::string compact_rate(const std::optional<double>& rate);

}  // namespace trace::tools
