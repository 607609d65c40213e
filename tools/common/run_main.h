// From main() to the exit code: parse, answer --help and --version, resolve, run, report. This
// holds the only catch-all of a tool. For the main thread.
#pragma once

#include "common/command.h"
#include "common/exit_code.h"

#include <functional>

namespace trace::cli {

// Run a tool: parse the words, give each option its value, call `body` unless help or versions are
// asked for, and return the number to exit with. Whatever is thrown becomes one line on stderr and
// the exit code of the table; exceptions that are no Failure are bugs (70).
int run_main(int argc, char** argv, Command& command, const std::function<int()>& body);

// Print the short help on stderr and return the exit code for wrong use: for tools that would read
// stdin, find a terminal there and have nothing else to do.
int refuse_terminal(const Command& command);

}  // namespace trace::cli
