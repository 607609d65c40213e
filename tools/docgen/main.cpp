#include "docgen/generate.h"

#include "common/exit_code.h"
#include "common/message.h"

#include <string_view>

// docgen --write SRC | --check SRC: make man pages and completions, or tell what is out of date.
int main(int argc, char** argv) {
  using trace::cli::Exit;
  const std::string_view mode = argc == 3 ? argv[1] : "";
  if (mode != "--write" && mode != "--check") {
    trace::cli::print_message("docgen", "expected --write SRC or --check SRC");
    return trace::cli::exit_number(Exit::usage);
  }
  try {
    return trace::docgen::generate(argv[2], mode == "--write");
  } catch (const trace::base::Failure& failure) {
    trace::cli::print_message("docgen", failure.what());
    return trace::cli::exit_number(trace::cli::exit_of(failure.code()));
  }
}
