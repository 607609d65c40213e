#include "trace-export/run.h"

#include "common/exit_code.h"

namespace trace::tools {

int run(ExportOptions&, cli::Command&) { return cli::exit_number(cli::Exit::ok); }

}  // namespace trace::tools
