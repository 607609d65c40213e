#include "trace-export/ship_batch.h"

#include "trace-export/write_otlp.h"

namespace trace::tools {
namespace {

using store::ShipKind;

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

std::string store_id_of(store::Database& db) {
  store::Statement find(db, "SELECT v FROM meta WHERE k = 'db_uuid'");
  const auto row = find.step();
  return row ? std::string(row->text(0)) : std::string();
}

// Sinks in front of the file, as the options ask for.
class Chain {
 public:
  Chain(const std::optional<sanitize::Sanitizer>& sanitizer, bool is_flat, BatchFile& file,
        std::string_view store_id)
      : file_(file), head_(&file) {
    if (is_flat) head_ = &flat_.emplace(file, store_id);
    if (sanitizer) head_ = &clean_.emplace(*sanitizer, *head_);
  }
  formats::ByteSink& head() { return *head_; }
  void set_revision(std::int64_t revision) {
    if (flat_) flat_->set_revision(revision);
  }
  void end_row() {
    if (clean_) clean_->flush();
    if (flat_) flat_->flush();
    file_.end_row();
  }

 private:
  BatchFile& file_;
  formats::ByteSink* head_;
  std::optional<formats::FlatLines> flat_;
  std::optional<ScrubbingSink> clean_;
};

}  // namespace

ShipBatch::ShipBatch(const ExportOptions& options, store::Database& db)
    : options_(options),
      db_(db),
      store_id_(store_id_of(db)),
      folder_(folder_of(db.path())),
      names_(db),
      traces_(db, names_),
      events_(db, names_),
      requests_(db, names_),
      trace_id_(db, "SELECT uid FROM traces WHERE id = ?1"),
      event_trace_(db,
                   "SELECT t.uid FROM events e JOIN traces t ON t.id = e.trace WHERE e.id = ?1"),
      request_trace_(
          db, "SELECT t.uid FROM requests r JOIN traces t ON t.id = r.trace WHERE r.id = ?1"),
      request_id_(db, "SELECT uid FROM requests WHERE id = ?1"),
      ended_(db, "SELECT 1 FROM traces WHERE id = ?1 AND status > 1") {
  if (options.sanitize) sanitizer_ = sanitize::Sanitizer::compile({}).or_throw();
  events_.hand_on_long_lines();
}

std::size_t ShipBatch::render(const std::vector<store::ShipRow>& rows, Size size) {
  file_.emplace(folder_);
  Chain chain(sanitizer_, options_.output == ExportFormat::flat, *file_, store_id_);
  for (const store::ShipRow& row : rows) {
    if (size == Size::limited && file_->bytes(0, file_->rows()) >= kMostBytes) break;
    chain.set_revision(row.revision);
    write_row(row, chain.head());
    chain.end_row();
  }
  file_->flush();
  return file_->rows();
}

// The id of the trace that an event or a request belongs to, or the row's own.
std::string ShipBatch::id_of(ShipKind kind, std::int64_t row) {
  store::Statement& find = kind == ShipKind::trace     ? trace_id_
                           : kind == ShipKind::event   ? event_trace_
                           : kind == ShipKind::request ? request_trace_
                                                       : request_id_;
  find.with(row);
  const auto found = find.step();
  std::string id = found ? std::string(found->text(0)) : std::string();
  find.reset();
  return id;
}

// What was deleted meanwhile gives nothing.
void ShipBatch::write_row(const store::ShipRow& row, formats::ByteSink& out) {
  if (options_.output == ExportFormat::otlp) return write_otlp_of(row.row, out);
  formats::NativeLines lines(out);
  switch (row.kind) {
    case ShipKind::trace:
      return traces_.some({&row.row, 1},
                          [&](const store::TraceRow& trace) { lines.trace(trace.record); });
    case ShipKind::event:
      return events_.one(row.row, id_of(row.kind, row.row),
                         [&](const model::EventRow& event) { lines.event(event); });
    case ShipKind::request:
      return requests_.one(row.row, id_of(row.kind, row.row),
                           [&](const model::Request& request) { lines.request(request); });
    case ShipKind::content:
      return requests_.one_content(row.row,
                                   [&](const model::Content& content) { lines.content(content); });
  }
}

// Spans are final when they are sent: a trace goes when it has ended, with all that it has.
void ShipBatch::write_otlp_of(std::int64_t trace, formats::ByteSink& out) {
  const bool has_ended = ended_.with(trace).step().has_value();
  ended_.reset();
  if (!has_ended) return;
  Selection selection;
  selection.traces = {trace};
  write_otlp(selection, db_, out);
}

std::string ShipBatch::name_of(const store::ShipRow& row) {
  std::string number = std::to_string(row.row);
  const std::string id = id_of(row.kind, row.row);
  switch (row.kind) {
    case ShipKind::trace:
      return "trace '" + id + "'";
    case ShipKind::event:
      return "event " + number + " of trace '" + id + "'";
    case ShipKind::request:
      return "request '" + id_of(ShipKind::content, row.row) + "'";
    case ShipKind::content:
      return "the content of request '" + id + "'";
  }
  return number;
}

}  // namespace trace::tools
