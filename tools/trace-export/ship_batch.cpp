#include "trace-export/ship_batch.h"

#include "trace-export/write_otlp.h"

#include "json/writer.h"

#include <algorithm>

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

// One line about a row that is no more, from what `revisions` keeps of it.
std::string deletion_line(const store::ShipRow& row) {
  std::string_view what = std::string_view(row.gone).substr(1);
  std::string out;
  json::Writer line(out);
  line.begin_object().key("kind").string("deletion").key("deleted");
  const auto word = [&] {
    const auto end = std::min(what.find(' '), what.size());
    const auto found = what.substr(0, end);
    what.remove_prefix(std::min(end + 1, what.size()));
    return found;
  };
  if (row.kind == ShipKind::trace_gone) {
    line.string("trace").key("id").string(what);
  } else if (row.kind == ShipKind::request_gone) {
    line.string("request").key("id").string(what);
  } else if (row.kind == ShipKind::content_gone) {
    line.string("content").key("request").string(what);
  } else {
    line.string("event").key("seq").raw(word());
    line.key("uid").string(word()).key("trace").string(what);
  }
  line.end_object();
  return out + "\n";
}

}  // namespace

// Sinks in front of the file, as the options ask for.
class ShipBatch::Chain {
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
  void set_more(std::string members) {
    if (flat_) flat_->set_more(std::move(members));
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
    write_row(row, chain);
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
void ShipBatch::write_row(const store::ShipRow& row, Chain& chain) {
  formats::ByteSink& out = chain.head();
  if (options_.output == ExportFormat::otlp) return write_otlp_of(row.row, out);
  formats::NativeLines lines(out);
  switch (row.kind) {
    case ShipKind::trace:
      return traces_.some({&row.row, 1}, [&](const store::TraceRow& trace) {
        chain.set_more(",\"event_count\":" + std::to_string(trace.event_count) +
                       ",\"error_count\":" + std::to_string(trace.error_count));
        lines.trace(trace.record);
      });
    case ShipKind::event:
      return events_.one(row.row, id_of(row.kind, row.row),
                         [&](const model::EventRow& event) { lines.event(event); });
    case ShipKind::request:
      return requests_.one(row.row, id_of(row.kind, row.row),
                           [&](const model::Request& request) { lines.request(request); });
    case ShipKind::content:
      return requests_.one_content(row.row,
                                   [&](const model::Content& content) { lines.content(content); });
    case ShipKind::trace_gone:
    case ShipKind::event_gone:
    case ShipKind::request_gone:
    case ShipKind::content_gone:
      return out.write(deletion_line(row));
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
  if (!row.gone.empty()) return "the deletion of '" + row.gone.substr(1) + "'";
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
    case ShipKind::trace_gone:
    case ShipKind::event_gone:
    case ShipKind::request_gone:
    case ShipKind::content_gone:
      break;
  }
  return number;
}

}  // namespace trace::tools
