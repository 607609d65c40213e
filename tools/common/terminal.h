// What is known about the terminal behind a file descriptor: is there one, how wide, in color?
// Only reads; safe on any thread.
#pragma once

#include "common/environment.h"
#include "common/shared_options.h"

#include <cstddef>

namespace trace::cli {

// Tell whether a file descriptor is a terminal.
bool is_terminal(int fd) noexcept;

// Return the columns of a terminal: as the system says, else $COLUMNS, else 80.
std::size_t terminal_width(int fd, const Environment& environment) noexcept;

// Decide about colors on one stream: --color, NO_COLOR, CLICOLOR_FORCE, TERM=dumb, a terminal.
bool use_color(When color, bool terminal, const Environment& environment) noexcept;

}  // namespace trace::cli
