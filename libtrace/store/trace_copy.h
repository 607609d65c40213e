// Rows of whole traces, taken from one store into another with their numbers: from a store into
// one of its archives or back. What is packed is unpacked on the way; what belongs to the place of
// a store (recorders, cursors, settings) stays. Never between stores that number on their own.
// Belongs to the thread of both Databases.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trace::store {

// A trace with all that cannot be told apart from it: its sub-agents and those that started it,
// and traces that report the same calls. `trace` comes first, the rest in order of start.
std::vector<std::int64_t> family_of(Database& db, std::int64_t trace);

// Add the rows of traces. Lines of other traces that parts of theirs lie in come along and stand
// alone. REQUIRES: `to` is open for writing, in a transaction, and has none of the traces. Throws
// Failure corrupt when the numbers of the two stores do not fit together.
void copy_traces(Database& from, Database& to, std::span<const std::int64_t> traces);

// Compare every row of a trace, byte by byte, and check its hash chain in `to`. Return what does
// not fit, or nothing.
std::string difference_of(Database& from, Database& to, std::int64_t trace);

// A sum over all that may still change of a trace: equal sums, equal rows. Payloads are not read.
std::string print_of(Database& db, std::int64_t trace);

}  // namespace trace::store
