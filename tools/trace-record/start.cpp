#include "trace-record/new_trace.h"
#include "trace-record/scrubber.h"
#include "trace-record/verbs.h"

#include "base/fd.h"
#include "store/liveness.h"

#include <unistd.h>

namespace trace::tools {
namespace {

// Nobody stays to record: pid 0, on this host.
ingest::RecorderChange nobody(const std::string& trace) {
  const store::ProcessIdentity self = store::this_process();
  ingest::RecorderChange recorder;
  recorder.trace = trace;
  recorder.boot_id = self.boot_id;
  recorder.pid_ns = self.pid_ns;
  return recorder;
}

void print_line(const std::string& line) {
  base::write_all(STDOUT_FILENO, line + "\n", "standard output");
}

}  // namespace

int start_trace(VerbContext& context) {
  const ingest::SwitchDecision decision = context.decide();
  if (!decision.record) {
    print_line("");
    return cli::exit_number(cli::Exit::ok);
  }
  settle_fields(context);
  const Scrubber scrubber(context.options(), context.environment());
  model::TraceChange trace = new_trace(context, scrubber, decision);
  const std::string id = trace.id;
  ingest::Batch batch;
  batch.trace_index(id);
  batch.changes.push_back({0, std::move(trace)});
  batch.changes.push_back({0, nobody(id)});
  batch.is_urgent = true;
  const cli::Exit code = context.deliver(batch);
  print_line(id);
  return cli::exit_number(code);
}

}  // namespace trace::tools
