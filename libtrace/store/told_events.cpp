#include "store/told_events.h"

#include "model/event_row.h"

namespace trace::store {

using model::EventFlag;

// Lines of a stream came when they were printed; those of a file say when they were written.
std::size_t ToldEvents::source_of(std::uint32_t flags) noexcept {
  return (flags & EventFlag::arrival_time) != 0 ? 0 : 1;
}

void ToldEvents::see(std::uint32_t flags) noexcept {
  if ((flags & EventFlag::told_twice) != 0) seen_[source_of(flags)] = true;
}

ToldEvents::Counts& ToldEvents::counts_of(std::int64_t type, std::int64_t key) {
  constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15ULL;
  return counts_[static_cast<std::uint64_t>(key) ^ static_cast<std::uint64_t>(type) * kSpread];
}

bool ToldEvents::is_told(std::int64_t trace, std::int64_t type, const ingest::EventRow& row,
                         Statement& stored) {
  if ((row.flags & EventFlag::told_twice) == 0) return false;
  see(row.flags);
  if (!seen_[0] || !seen_[1]) return false;
  if (!is_loaded_)
    stored.with(trace).each([&](const Row& event) {
      ++counts_of(event.i64(0), event.i64(1))[source_of(static_cast<std::uint32_t>(event.i64(2)))];
    });
  is_loaded_ = true;
  auto& counts = counts_of(type, row.key);
  const auto source = source_of(row.flags);
  return counts[source]++ < counts[1 - source];
}

}  // namespace trace::store
