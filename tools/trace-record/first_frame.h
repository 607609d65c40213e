// Ids for traces of inputs that name none: made of the first telling line, so that a copy and a
// grown file are the same trace. Pure functions: safe on any thread.
#pragma once

#include "digest/blake2b.h"

#include <string>
#include <string_view>

namespace trace::tools {

// The first line of `head` that tells inputs apart; all of it when that is a document over many
// lines.
std::string_view first_frame(std::string_view head);
// The id of the trace that an input beginning with `head` opens.
std::string trace_of_frame(const digest::Key256& key, std::string_view head);

}  // namespace trace::tools
