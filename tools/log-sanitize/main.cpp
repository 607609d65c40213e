#include "log-sanitize/options.h"
#include "log-sanitize/run.h"

#include "common/run_main.h"

int main(int argc, char** argv) {
  trace::tools::SanitizeOptions options;
  trace::cli::Command command;
  trace::tools::declare(command, options);
  return trace::cli::run_main(argc, argv, command,
                              [&] { return trace::tools::run(options, command); });
}
