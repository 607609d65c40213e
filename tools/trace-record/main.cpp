#include "trace-record/options.h"
#include "trace-record/run.h"

#include "common/private_process.h"
#include "common/run_main.h"

int main(int argc, char** argv) {
  trace::cli::keep_memory_private();  // keys, and what is not sanitized yet
  trace::tools::RecordOptions options;
  trace::cli::Command command;
  trace::tools::declare(command, options);
  return trace::cli::run_main(argc, argv, command,
                              [&] { return trace::tools::run(options, command); });
}
