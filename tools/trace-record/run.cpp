#include "trace-record/run.h"

#include "trace-record/record.h"

#include "common/exit_code.h"

namespace trace::tools {

int run(RecordOptions& options, cli::Command&) {
  if (options.verb == RecordVerb::record)
    return record(options, cli::Environment::of_process(), "default");
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
