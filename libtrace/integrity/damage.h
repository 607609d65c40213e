// What an examination of a store finds: rows, bytes, links that are not as they were written. Plain
// values; safe on any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace trace::integrity {

struct Damage {
  std::string check;                       // pages, rows, chain, heads, spool, index
  std::string trace;                       // its id, where it is about one
  std::optional<std::int64_t> seq, event;  // the first bad record: its number, its row
  std::string what;                        // never quotes what was recorded
};

using DamageOut = std::function<void(Damage)>;

}  // namespace trace::integrity
