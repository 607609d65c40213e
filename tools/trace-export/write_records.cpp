#include "trace-export/write_records.h"

#include "common/progress.h"
#include "formats/flat_lines.h"
#include "formats/native_lines.h"
#include "store/event_rows.h"
#include "store/request_rows.h"
#include "store/trace_rows.h"

#include <algorithm>
#include <optional>

namespace trace::tools {
namespace {

bool wants(const ExportOptions& options, RecordKind kind) {
  return options.kinds.empty() ||
         std::find(options.kinds.begin(), options.kinds.end(), kind) != options.kinds.end();
}

class RecordExport {
 public:
  RecordExport(const ExportOptions& options, store::Database& db, formats::ByteSink& sink)
      : options_(options),
        names_(db),
        traces_(db, names_),
        events_(db, names_),
        requests_(db, names_),
        lines_(sink, options.output == ExportFormat::json ? formats::NativeLines::Shape::array
                                                          : formats::NativeLines::Shape::lines),
        progress_(options.progress) {
    events_.hand_on_long_lines();
  }

  void write(const Selection& selection) {
    const auto one = [&](const store::TraceRow& trace) {
      if (selection.dead.contains(trace.id))
        write_trace(as_abandoned(trace));
      else
        write_trace(trace);
    };
    if (selection.everything) {
      traces_.all(one);
      write_requests(std::nullopt, {});
    } else {
      traces_.some(selection.traces, one);
    }
    lines_.end();
  }

 private:
  void write_trace(const store::TraceRow& trace) {
    if (wants(options_, RecordKind::trace)) lines_.trace(trace.record);
    if (wants(options_, RecordKind::event))
      events_.each(trace.id, trace.record.id, [&](const model::EventRow& event) {
        lines_.event(event);
        count(event.frame ? event.payload().size() : 0);
      });
    write_requests(trace.id, trace.record.id);
  }

  void write_requests(std::optional<std::int64_t> trace, std::string_view id) {
    if (wants(options_, RecordKind::request))
      requests_.each(trace, id, [&](const model::Request& request) {
        lines_.request(request);
        count(0);
      });
    if (wants(options_, RecordKind::content))
      requests_.each_content(trace, [&](const model::Content& content) {
        lines_.content(content);
        count(content.prompt.size() + content.completion.size());
      });
  }

  void count(std::size_t bytes) { progress_.update(++rows_, bytes_ += bytes); }

  const ExportOptions& options_;
  store::Dictionary names_;
  store::TraceRows traces_;
  store::EventRows events_;
  store::RequestRows requests_;
  formats::NativeLines lines_;
  cli::Progress progress_;
  std::uint64_t rows_ = 0, bytes_ = 0;
};

}  // namespace

void write_records(const ExportOptions& options, const Selection& selection, store::Database& db,
                   formats::ByteSink& sink) {
  RecordExport(options, db, sink).write(selection);
}

void write_flat(const ExportOptions& options, const Selection& selection, store::Database& db,
                formats::ByteSink& sink) {
  store::Statement find(db, "SELECT v FROM meta WHERE k = 'db_uuid'");
  const auto row = find.step();
  formats::FlatLines flat(sink, row ? row->text(0) : std::string_view{});
  write_records(options, selection, db, flat);
  flat.close();
}

}  // namespace trace::tools
