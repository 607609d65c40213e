// Archives as readers use them: where they are, and what is said when one cannot be read.
// For the main thread.
#pragma once

#include "common/command.h"
#include "store/archives.h"
#include "store/sqlite.h"

#include <string>
#include <string_view>

namespace trace::cli {

// Add --archives.
void declare_archives(Command& command, std::string& archives);

// The archives of the store: in the folder that was given, else where the store's setting says.
store::Archives archives_of(store::Database& db, const std::string& given);

// Say on stderr which archives could not be read, a line each. Return the exit code of the first
// when `code` is 0, else `code`.
int say_unread(std::string_view tool, const store::Archives& archives, int code);

}  // namespace trace::cli
