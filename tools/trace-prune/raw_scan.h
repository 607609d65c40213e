// Looks for a value in the bytes of files themselves, whatever they mean: the proof that it is
// gone. Memory stays flat. For the main thread.
#pragma once

#include "sanitize/spelled_value.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::tools {

// A file in which it was found.
struct RawHit {
  std::string path;
  std::int64_t matches = 0;
};

struct RawScan {
  std::int64_t files = 0, bytes = 0;
  std::vector<RawHit> hits;
};

// List the files of the store at `path` that are there: itself, its log, its search index, its
// reserve, and what lies in the spool folders `spools`, set aside or not.
std::vector<std::string> files_of_store(const std::string& path,
                                        const std::vector<std::string>& spools);
// Look through these files. Throws Failure io.
RawScan scan_files(const std::vector<std::string>& files, const sanitize::SpelledValue& value);
// Overwrite the value in a file, in place. Throws Failure.
void blank_file(const std::string& path, const sanitize::SpelledValue& value);

}  // namespace trace::tools
