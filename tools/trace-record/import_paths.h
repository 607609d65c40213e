// What the operands of `import` stand for: names of agents, files, folders, patterns, and lists of
// these on stdin. For the main thread.
#pragma once

#include "sources/find_files.h"
#include "trace-record/options.h"

#include "common/environment.h"

#include <string>
#include <vector>

namespace trace::tools {

struct ImportPaths {
  sources::FoundFiles found;
  std::vector<std::string> patterns;  // what to look for again while watching
  std::uint64_t bytes = 0;            // of all files
};

// Find the files. Throws Failure bad_usage or io for a list that cannot be read.
ImportPaths find_import_paths(const RecordOptions& options, const cli::Environment& environment);

}  // namespace trace::tools
