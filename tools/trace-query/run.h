// What trace-query does once its options are known. For the main thread.
#pragma once

#include "trace-query/options.h"

namespace trace::tools {

// Do what the options say and return the exit code. `command` tells where each value comes from
// and takes the settings of the store (cli::adopt_settings). Throws base::Failure.
int run(QueryOptions& options, cli::Command& command);

}  // namespace trace::tools
