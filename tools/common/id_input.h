// Ids of traces from the command line and, for `-`, from stdin. They are not looked up here.
// For the main thread.
#pragma once

#include <string>
#include <vector>

namespace trace::cli {

// Return the ids with each `-` replaced by those that `fd` holds: one a line (blank lines and
// blanks around it do not count), or separated by NUL. Throws Failure io, or bad_usage for an id
// that is longer than 4096 bytes and for more than 64 MiB of them.
std::vector<std::string> expand_ids(const std::vector<std::string>& operands, bool ends_with_nul,
                                    int fd);

}  // namespace trace::cli
