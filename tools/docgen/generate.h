// Man pages and completions of the six tools from their declared command lines. Not installed.
// For the main thread.
#pragma once

#include <string>
#include <vector>

namespace trace::docgen {

struct Page {
  std::string path;  // below the source folder
  std::string text;
};

// Render all files. Prose is read from SRC/man/TOOL.1.in. Throws Failure.
std::vector<Page> render_all(const std::string& source);

// Write all files, or only compare them and name those that differ. Return the exit code: 0, or 1
// when something is out of date. Throws Failure.
int generate(const std::string& source, bool write);

}  // namespace trace::docgen
