// What single JSON values of many vendors mean: points in time, amounts of money, levels.
// Pure functions: safe on any thread.
#pragma once

#include "base/time.h"
#include "json/document.h"
#include "model/status.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::dialects {

// Read a time: RFC 3339, or a number (or its digits) since the epoch, whose unit its size tells
// (s, ms, us, ns). Nothing for anything else, numbers before 1973 included: those are spans.
std::optional<base::UnixMicros> time_of(const json::Value& value);

// Read an exact decimal of US dollars (`0.0123`, `1e-3`, also as a string) as billionths; what is
// finer is rounded half up.
std::optional<std::int64_t> nano_dollars(const json::Value& value);
std::optional<std::int64_t> parse_nano_dollars(std::string_view decimal);

// Read a level: a word in any case, or a number of pino's scale (10 to 60).
std::optional<model::Level> level_of(const json::Value& value);

// A counter: a number from 0 to 1e15.
std::optional<std::int64_t> counter_of(const json::Value& value);

// Add; a sum that does not fit is the largest (or smallest) that does.
std::int64_t saturated(std::int64_t a, std::int64_t b) noexcept;

}  // namespace trace::dialects
