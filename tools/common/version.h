// What --version prints. Pure: safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::cli {

// Return the lines with the versions of the tool, of SQLite and of the store's schema.
std::string version_text(std::string_view tool);

}  // namespace trace::cli
