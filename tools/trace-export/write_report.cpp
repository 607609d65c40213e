#include "trace-export/write_report.h"

#include "common/environment.h"
#include "common/key_events.h"
#include "formats/timeline.h"
#include "store/event_rows.h"
#include "store/request_rows.h"
#include "store/trace_rows.h"

namespace trace::tools {
namespace {

class ReportExport {
 public:
  ReportExport(store::Database& db, formats::ByteSink& sink, const calendar::Zone& zone)
      : names_(db),
        traces_(db, names_),
        events_(db, names_),
        requests_(db, names_),
        timeline_(sink, zone) {
    events_.hand_on_long_lines();
  }

  void write(const Selection& selection) {
    const auto one = [&](const store::TraceRow& trace) {
      if (selection.dead.contains(trace.id))
        write_trace(as_abandoned(trace));
      else
        write_trace(trace);
    };
    if (selection.everything)
      traces_.all(one);
    else
      traces_.some(selection.traces, one);
  }

 private:
  void write_trace(const store::TraceRow& trace) {
    const auto& record = trace.record;
    KeyEventCollector key;
    requests_.each(trace.id, record.id, [&](const model::Request& request) { key.add(request); });
    events_.each(trace.id, record.id, [&](const model::EventRow& event) { key.add(event); });
    if (!first_) timeline_.separate();
    first_ = false;
    timeline_.head(record, trace.event_count, trace.error_count);
    timeline_.usage(key.usage());
    timeline_.start_at(record.started_at.value_or(record.created_at.value_or(base::UnixMicros{})));
    timeline_.key_events(key.found());
    timeline_.begin_events();
    events_.each(trace.id, record.id, [&](const model::EventRow& event) {
      timeline_.event(timeline_row(event, summarizer_));
    });
  }

  store::Dictionary names_;
  store::TraceRows traces_;
  store::EventRows events_;
  store::RequestRows requests_;
  formats::Timeline timeline_;
  decode::Summarizer summarizer_;
  bool first_ = true;
};

}  // namespace

void write_report(const ExportOptions& options, const Selection& selection, store::Database& db,
                  formats::ByteSink& sink) {
  const auto environment = cli::Environment::of_process();
  const auto zone =
      calendar::Zone::load(options.tz, environment.get("TZ").value_or(std::string_view{}))
          .or_throw();
  ReportExport(db, sink, zone).write(selection);
}

}  // namespace trace::tools
