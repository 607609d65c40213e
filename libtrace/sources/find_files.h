// Which files a path stands for: the file itself, those below a folder, those that match a pattern
// (`*`, `?`, `[…]`, and `**` for any folders). Regular files only, hidden ones only when they are
// named; links to folders are not followed. Free functions: safe on any thread.
#pragma once

#include "base/error.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sources {

// Hears of each file, in the order of names, and of each folder that was entered.
struct FoundFiles {
  std::vector<std::string> files, folders;
  std::vector<base::Error> errors;  // folders that could not be read, paths that are not there
};

// Tell whether `text` holds a wildcard.
bool is_pattern(std::string_view text) noexcept;
// Append what `path` stands for to `found`; a pattern that matches nothing is an error only when
// `must_exist`.
void find_files(const std::string& path, bool must_exist, FoundFiles& found);

}  // namespace trace::sources
