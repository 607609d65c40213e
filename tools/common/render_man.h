// Man pages in mdoc: the parts that follow from the command's model, put into prose written by
// hand. Pure functions; safe on any thread.
#pragma once

#include "base/result.h"
#include "common/command.h"

#include <string>
#include <string_view>

namespace trace::cli {

// Fill @VERSION@, @SYNOPSIS@, @VERBS@, @OPTIONS@, @ENVIRONMENT@, @EXIT@ and @EXAMPLES@ of a page.
// bad_input when the prose names an option that the tool does not have, or lacks a part.
base::Result<std::string> render_man(const Command& command, std::string_view prose);

// Make text safe for roff: backslashes, hyphens, control lines, anything that is not ASCII.
std::string roff_text(std::string_view text);

}  // namespace trace::cli
