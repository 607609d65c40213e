#include "stats-aggregate/options.h"
#include "stats-aggregate/run.h"

#include "common/run_main.h"

int main(int argc, char** argv) {
  trace::tools::StatsOptions options;
  trace::cli::Command command;
  trace::tools::declare(command, options);
  return trace::cli::run_main(argc, argv, command,
                              [&] { return trace::tools::run(options, command); });
}
