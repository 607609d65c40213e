#include "trace-export/write_report.h"

#include "trace-export/trace_walk.h"

#include "common/environment.h"
#include "common/key_events.h"
#include "formats/timeline.h"

namespace trace::tools {
namespace {

class ReportExport {
 public:
  ReportExport(TraceWalk& walk, formats::ByteSink& sink, const calendar::Zone& zone)
      : walk_(walk), timeline_(sink, zone) {}

  void write() {
    walk_.each([&](const store::TraceRow& trace) { write_trace(trace); });
  }

 private:
  void write_trace(const store::TraceRow& trace) {
    const auto& record = trace.record;
    KeyEventCollector key;
    walk_.requests(trace, [&](const model::Request& request) { key.add(request); });
    walk_.events(trace, [&](const model::EventRow& event) { key.add(event); });
    if (!first_) timeline_.separate();
    first_ = false;
    timeline_.head(record, trace.event_count, trace.error_count);
    timeline_.usage(key.usage());
    timeline_.start_at(record.started_at.value_or(record.created_at.value_or(base::UnixMicros{})));
    timeline_.key_events(key.found());
    timeline_.begin_events();
    walk_.events(trace, [&](const model::EventRow& event) {
      timeline_.event(timeline_row(event, summarizer_));
    });
  }

  TraceWalk& walk_;
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
  TraceWalk walk(db, selection);
  ReportExport(walk, sink, zone).write();
}

}  // namespace trace::tools
