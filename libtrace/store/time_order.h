// What happened in some traces, in order of time across all of them: where each trace begins and
// ends, its steps and its model calls by the moment at which they began. Sorting goes through files
// when it is much, so memory stays flat. Belongs to the thread of its Database.
#pragma once

#include "base/time.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <span>

namespace trace::store {

struct Moment {
  // Values are sorted: what begins comes before what is in it.
  enum class What : std::uint8_t { begin, request, event, end };
  What what = What::begin;
  base::UnixMicros at;
  std::int64_t took_us = 0;
  std::int64_t trace = 0;
  std::int64_t row = 0;  // of the event or of the request
};

// Call `f` for each moment of the traces with these row ids. Changes where the connection sorts.
void each_moment(Database& db, std::span<const std::int64_t> traces,
                 const std::function<void(const Moment&)>& f);

}  // namespace trace::store
