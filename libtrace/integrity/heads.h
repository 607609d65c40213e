// Heads of chains in a file: who keeps them elsewhere can tell later that traces are missing,
// shorter or changed, which nobody can who has the store alone. Plain values; safe on any thread.
#pragma once

#include "digest/blake2b.h"

#include "base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace trace::integrity {

// The head of a chain after so many links.
struct Head {
  std::int64_t links = 0;
  digest::Hash256 head{};
};
using Heads = std::map<std::string, Head>;  // by the id of the trace

struct HeadsFile {
  std::string store;  // whose heads they are: meta.db_uuid
  Heads heads;
};

// Spell them as JSON lines: the store, then a trace a line.
std::string heads_text(const HeadsFile& file);
// Read what heads_text() wrote. Errors: bad_input, naming the line.
base::Result<HeadsFile> read_heads(std::string_view text);

}  // namespace trace::integrity
