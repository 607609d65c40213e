#include "trace-record/run.h"

#include "trace-record/new_trace.h"
#include "trace-record/record.h"
#include "trace-record/run_child.h"
#include "trace-record/verbs.h"

#include "base/error.h"
#include "common/private_process.h"

#include <malloc.h>

namespace trace::tools {
namespace {

int record_stdin(VerbContext& context) {
  const ingest::SwitchDecision decision = context.decide();
  if (!decision.record) return pass_through(context.options());
  settle_fields(context);
  context.close();  // the writer is the last one to close the store, and empties its log
  return record(context, ingest::name(decision.source));
}

}  // namespace

int run(RecordOptions& options, cli::Command& command) {
  ::mallopt(M_ARENA_MAX, 1);  // batches travel between two threads: one heap holds them all
  VerbContext context(options, command);
  if (options.verb == RecordVerb::config) return configure(context);
  if (options.verb == RecordVerb::token) return set_tokens(context);
  context.adopt_settings();
  if (const auto danger = cli::danger_of_folder(context.path()); danger && !options.insecure)
    context.say(*danger);
  switch (options.verb) {
    case RecordVerb::record:
      return record_stdin(context);
    case RecordVerb::run:
      return run_child(context);
    case RecordVerb::start:
      return start_trace(context);
    case RecordVerb::log:
      return log_events(context);
    case RecordVerb::finish:
      return finish_trace(context);
    case RecordVerb::adopt:
      return import_files(context);
    case RecordVerb::replay:
      return replay_spool(context);
    default:
      break;
  }
  throw base::Failure(base::Errc::internal, "this verb is not in this build");
}

}  // namespace trace::tools
