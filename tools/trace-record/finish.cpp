#include "trace-record/scrubber.h"
#include "trace-record/trace_choice.h"
#include "trace-record/verbs.h"

#include "base/error.h"
#include "dialects/error_code.h"
#include "json/document.h"

namespace trace::tools {
namespace {

// An error that is told of is one, unless --status says otherwise.
model::RunStatus end_of(const LifeOptions& life) {
  if (!life.status.empty())
    return model::parse_run_status(life.status).value_or(model::RunStatus::success);
  const bool has_error = !life.error_code.empty() || !life.error_message.empty();
  return has_error ? model::RunStatus::error : model::RunStatus::success;
}

void check_json(const std::string& text) {
  json::Document document;
  if (!text.empty() && !document.parse(text))
    throw base::Failure(base::Errc::bad_usage, "bad value for --result: expected JSON");
}

model::TraceChange end_record(VerbContext& context, const ChosenTrace& trace) {
  const LifeOptions& life = context.options().life;
  model::TraceChange end;
  end.id = trace.id;
  end.status = end_of(life);
  end.ended_at = context.now();
  end.error_code = life.error_code;
  end.error_message = life.error_message;
  if (end.status == model::RunStatus::error && !life.error_message.empty()) {
    const auto kind = dialects::classify_error({life.error_code, {}, life.error_message});
    if (end.error_code.empty()) end.error_code = kind.code;
    end.retryable = kind.retryable;
  }
  end.result = life.result;
  const Scrubber scrubber(context.options(), context.environment());
  for (std::string* text : {&end.error_code, &end.error_message, &end.result})
    scrubber.clean(*text);
  return end;
}

// The same line that a recording says.
void say_how_it_ended(const VerbContext& context, const model::TraceChange& end) {
  const auto code = end.error_code.empty() ? "none" : end.error_code;
  context.tell("trace_id=" + end.id + " status=" + std::string(model::name(*end.status)) +
               " error=" + code);
}

int say_it_has_ended(const VerbContext& context, const ChosenTrace& trace) {
  context.tell("trace '" + trace.id + "' has ended already; nothing was changed");
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace

int finish_trace(VerbContext& context) {
  check_json(context.options().life.result);
  const auto trace = choose_trace(context, context.options().operands.front());
  if (!trace) return cli::exit_number(cli::Exit::ok);
  if (trace->ending == model::Ending::reported) return say_it_has_ended(context, *trace);
  ingest::Batch batch;
  batch.trace_index(trace->id);
  batch.changes.push_back({0, end_record(context, *trace)});
  batch.is_urgent = true;
  const cli::Exit code = context.deliver(batch);
  // Another one may have been faster between the look and the lock.
  if (context.duplicate_finishes() > 0) return say_it_has_ended(context, *trace);
  say_how_it_ended(context, std::get<model::TraceChange>(batch.changes.front().body));
  return cli::exit_number(code);
}

}  // namespace trace::tools
