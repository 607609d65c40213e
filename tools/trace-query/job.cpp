#include "trace-query/job.h"

#include "calendar/rfc3339.h"
#include "trace-query/event_text.h"
#include "trace-query/job_json.h"
#include "trace-query/show.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "store/event_rows.h"
#include "store/resolve.h"
#include "store/trace_rows.h"
#include "store/trace_usage.h"

#include <optional>

namespace trace::tools {
namespace {

using formats::Format;

std::optional<store::TraceRef> find_job(Session& session) {
  try {
    return session.find(session.options().operands.at(0));
  } catch (const base::Failure& failure) {
    if (failure.code() != base::Errc::not_found) throw;
    session.say(failure.what());
    return std::nullopt;
  }
}

void append_job(Session& session, const store::TraceRef& trace, std::string& out,
                std::string& status) {
  store::TraceRows rows(session.db(), session.names());
  store::TraceUsage usage(session.db());
  const std::int64_t ids[] = {trace.row};
  rows.some(ids, [&](const store::TraceRow& row) {
    append_job_object(out, row.record, usage.of(row.id));
    if (row.record.status) status = model::name(*row.record.status);
  });
}

void append_logs(Session& session, const store::TraceRef& trace, std::string& out) {
  EventText text;
  store::EventRows events(session.db(), session.names());
  bool any = false;
  events.each(trace.row, trace.id, [&](const model::EventRow& event) {
    if (any) out += ',';
    any = true;
    append_log_object(out, event, text);
  });
}

void print_object(Session& session, const std::optional<store::TraceRef>& trace) {
  std::string job = "null";
  std::string logs;
  std::string status;
  if (trace) {
    job.clear();
    append_job(session, *trace, job, status);
    append_logs(session, *trace, logs);
  }
  std::string& out = session.out().buffer();
  out += "{\"job\":" + job + ",\"logs\":[" + logs + "],\"status\":";
  out += status.empty() ? "null" : "\"" + status + "\"";
  out += ",\"missing\":";
  out += trace ? "false}\n" : "true}\n";
}

}  // namespace

int print_job(Session& session) {
  const auto trace = find_job(session);
  const Format format = session.format();
  if (format == Format::json || format == Format::jsonl) {
    print_object(session, trace);
  } else if (trace) {
    show_trace(session, *trace);
  }
  return cli::exit_number(trace ? cli::Exit::ok : cli::Exit::not_found);
}

}  // namespace trace::tools
