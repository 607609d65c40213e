#include "trace-export/write_markdown.h"

#include "trace-export/trace_walk.h"

#include "common/environment.h"
#include "common/key_events.h"
#include "formats/markdown_report.h"

namespace trace::tools {

void write_markdown(const ExportOptions& options, const Selection& selection, store::Database& db,
                    formats::ByteSink& sink) {
  const auto environment = cli::Environment::of_process();
  const auto zone =
      calendar::Zone::load(options.tz, environment.get("TZ").value_or(std::string_view{}))
          .or_throw();
  TraceWalk walk(db, selection);
  formats::MarkdownReport report(sink, zone);
  decode::Summarizer summarizer;
  walk.each([&](const store::TraceRow& row) {
    KeyEventCollector key;
    walk.requests(row, [&](const model::Request& request) { key.add(request); });
    walk.events(row, [&](const model::EventRow& event) { key.add(event); });
    auto facts = formats::trace_facts(row.record, row.event_count, row.error_count, zone);
    for (auto& fact : formats::usage_facts(key.usage())) facts.push_back(std::move(fact));
    report.head(row.record, facts);
    report.key_events(key.found());
    walk.contents(row, [&](const model::Content& content) { report.content(content); });
    report.begin_events();
    walk.events(
        row, [&](const model::EventRow& event) { report.event(timeline_row(event, summarizer)); });
  });
}

}  // namespace trace::tools
