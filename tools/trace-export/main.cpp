#include "trace-export/options.h"
#include "trace-export/run.h"

#include "common/run_main.h"

int main(int argc, char** argv) {
  trace::tools::ExportOptions options;
  trace::cli::Command command;
  trace::tools::declare(command, options);
  return trace::cli::run_main(argc, argv, command,
                              [&] { return trace::tools::run(options, command); });
}
