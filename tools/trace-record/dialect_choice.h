// How a recording finds the dialect of an input: one that is named, or the one that its first lines
// speak.
#pragma once

#include "ingest/line_feed.h"

#include <memory>
#include <string>
#include <string_view>

namespace trace::tools {

// Throws Failure bad_usage for a name that is no dialect.
std::unique_ptr<ingest::DialectChoice> make_choice(const std::string& format,
                                                   const ingest::DialectContext& context);
// How the input is cut: what is named as lines is lines.
ingest::Framing framing_of(std::string_view format);

}  // namespace trace::tools
