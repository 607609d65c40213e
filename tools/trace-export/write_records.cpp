#include "trace-export/write_records.h"

#include "trace-export/trace_walk.h"

#include "common/progress.h"
#include "formats/flat_lines.h"
#include "formats/native_lines.h"

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
  RecordExport(const ExportOptions& options, TraceWalk& walk, formats::ByteSink& sink)
      : options_(options),
        walk_(walk),
        lines_(sink, options.output == ExportFormat::json ? formats::NativeLines::Shape::array
                                                          : formats::NativeLines::Shape::lines),
        progress_(options.progress) {}

  void write() {
    walk_.each([&](const store::TraceRow& trace) { write_trace(trace); });
    if (wants(options_, RecordKind::request)) walk_.loose_requests(request_);
    if (wants(options_, RecordKind::content)) walk_.loose_contents(content_);
    lines_.end();
  }

 private:
  void write_trace(const store::TraceRow& trace) {
    if (wants(options_, RecordKind::trace)) lines_.trace(trace.record);
    if (wants(options_, RecordKind::event))
      walk_.events(trace, [&](const model::EventRow& event) {
        lines_.event(event);
        count(event.frame ? event.payload().size() : 0);
      });
    if (wants(options_, RecordKind::request)) walk_.requests(trace, request_);
    if (wants(options_, RecordKind::content)) walk_.contents(trace, content_);
  }

  void count(std::size_t bytes) { progress_.update(++rows_, bytes_ += bytes); }

  const ExportOptions& options_;
  TraceWalk& walk_;
  formats::NativeLines lines_;
  cli::Progress progress_;
  std::uint64_t rows_ = 0, bytes_ = 0;
  const std::function<void(const model::Request&)> request_ =
      [this](const model::Request& request) {
        lines_.request(request);
        count(0);
      };
  const std::function<void(const model::Content&)> content_ =
      [this](const model::Content& content) {
        lines_.content(content);
        count(content.prompt.size() + content.completion.size());
      };
};

}  // namespace

void write_records(const ExportOptions& options, const Selection& selection, store::Database& db,
                   formats::ByteSink& sink) {
  TraceWalk walk(db, selection);
  RecordExport(options, walk, sink).write();
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
