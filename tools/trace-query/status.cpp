#include "trace-query/status.h"

#include "calendar/rfc3339.h"
#include "trace-query/human_text.h"

#include "common/exit_code.h"
#include "formats/json_text.h"
#include "formats/number_text.h"
#include "ingest/spool_dir.h"
#include "store/listing.h"
#include "store/ship_cursors.h"
#include "store/store_report.h"

#include <filesystem>
#include <string>
#include <vector>

namespace trace::tools {
namespace {

using formats::Cell;
using formats::Column;

// Rows that wait for a cursor are counted up to here.
constexpr std::int64_t kMostCounted = 100'000;

// Named figures in the order in which they are shown.
class Figures {
 public:
  Figures(Session& session) : session_(session), for_people_(session.is_for_people()) {}

  void number(std::string key, std::int64_t value) {
    if (for_people_) return add(std::move(key), std::to_string(value));
    keys_.push_back(std::move(key));
    cells_.emplace_back(value);
    texts_.emplace_back();
  }
  void bytes(std::string key, std::int64_t value) {
    if (!for_people_) return number(std::move(key), value);
    add(std::move(key), short_bytes(value));
  }
  void text(std::string key, std::string value) { add(std::move(key), std::move(value)); }
  void time(std::string key, const std::optional<base::UnixMicros>& at) {
    std::string text;
    if (at && for_people_) session_.zone().append_local(text, *at);
    if (at && !for_people_) calendar::append_rfc3339(text, *at);
    add(std::move(key), std::move(text));
  }
  // JSON for programs.
  void json(std::string key, std::string value) {
    keys_.push_back(std::move(key));
    cells_.emplace_back(formats::JsonText{});
    texts_.push_back(std::move(value));
  }

  void print() {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (std::holds_alternative<std::string_view>(cells_[i]))
        cells_[i] = std::string_view(texts_[i]);
      if (std::holds_alternative<formats::JsonText>(cells_[i]))
        cells_[i] = formats::JsonText{texts_[i]};
    }
    const auto writer =
        formats::make_row_writer(session_.format(), session_.out(), session_.writer_options());
    for_people_ ? print_list(*writer) : print_row(*writer);
    writer->end();
  }

 private:
  void add(std::string key, std::string value) {
    keys_.push_back(std::move(key));
    if (value.empty()) {
      cells_.emplace_back();
    } else {
      cells_.emplace_back(std::string_view{});
    }
    texts_.push_back(std::move(value));
  }
  void print_list(formats::RowWriter& writer) {
    const std::vector<Column> columns{
        {.key = "figure", .title = "FIGURE", .priority = 0, .min_width = 12},
        {.key = "value", .title = "VALUE", .priority = 0, .min_width = 12}};
    writer.begin(columns);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const std::vector<Cell> row{std::string_view(keys_[i]), cells_[i]};
      writer.row(row);
    }
  }
  void print_row(formats::RowWriter& writer) {
    std::vector<Column> columns;
    for (const std::string& key : keys_) columns.push_back({.key = key});
    writer.begin(columns);
    writer.row(cells_);
  }

  Session& session_;
  bool for_people_;
  std::vector<std::string> keys_;
  std::vector<Cell> cells_;
  std::vector<std::string> texts_;  // behind the cells that are text
};

std::vector<std::string> running_traces(Session& session) {
  store::ListQuery query;
  query.filter.status = {"running"};
  query.limit = 100;
  query.fields = {store::find_field(store::Entity::trace, "id")};
  store::Listing listing(session.db(), query);
  std::vector<std::string> ids;
  listing.each([&](const store::Row& row, std::int64_t) {
    ids.emplace_back(row.text(store::Listing::kFirstField));
  });
  return ids;
}

void add_running(Session& session, Figures& figures) {
  const auto ids = running_traces(session);
  std::string text;
  for (const std::string& id : ids) {
    if (!text.empty()) text += session.is_for_people() ? " " : ",";
    if (session.is_for_people()) {
      text += short_id(id);
    } else {
      formats::append_json_string(text, id);
    }
  }
  if (session.is_for_people()) {
    figures.text("running traces", text);
  } else {
    figures.json("running_traces", "[" + text + "]");
  }
}

std::string describe(const store::ShipCursor& cursor, std::int64_t waiting) {
  std::string text = std::to_string(cursor.rows) + " rows shipped, ";
  text += waiting > kMostCounted ? "over " + std::to_string(kMostCounted) : std::to_string(waiting);
  text += " waiting";
  if (cursor.set_aside > 0) text += ", " + std::to_string(cursor.set_aside) + " set aside";
  return text;
}

void append_cursor(std::string& out, const store::ShipCursor& cursor, std::int64_t waiting) {
  if (!out.empty()) out += ',';
  out += "{\"name\":";
  formats::append_json_string(out, cursor.name);
  out += ",\"rows\":" + std::to_string(cursor.rows);
  out += ",\"batches\":" + std::to_string(cursor.batches);
  out += ",\"waiting\":" + std::to_string(waiting);
  out += ",\"set_aside\":" + std::to_string(cursor.set_aside);
  if (cursor.shipped_at) {
    out += ",\"shipped_at\":\"";
    calendar::append_rfc3339(out, *cursor.shipped_at);
    out += '"';
  }
  out += '}';
}

// How far each shipping has come.
void add_cursors(Session& session, Figures& figures) {
  std::string all;
  for (const auto& cursor : store::ship_cursors(session.db())) {
    const auto waiting = store::count_unshipped(session.db(), cursor.done, kMostCounted + 1);
    if (session.is_for_people())
      figures.text("ship " + cursor.name, describe(cursor, waiting));
    else
      append_cursor(all, cursor, waiting);
  }
  if (!session.is_for_people()) figures.json("cursors", "[" + all + "]");
}

// What is beside the store; the archives themselves are not opened for it.
void add_archives(Session& session, Figures& figures) {
  const auto& archives = session.archives();
  if (archives.size() == 0) return;
  std::int64_t traces = 0, bytes = 0, missing = 0;
  for (std::size_t i = 0; i < archives.size(); ++i) {
    std::error_code error;
    const auto size = std::filesystem::file_size(archives.path(i), error);
    traces += archives.month(i).traces;
    bytes += error ? 0 : static_cast<std::int64_t>(size);
    missing += error ? 1 : 0;
  }
  figures.number("archives", static_cast<std::int64_t>(archives.size()));
  figures.number("archives_missing", missing);
  figures.number("archived_traces", traces);
  figures.bytes("archived_bytes", bytes);
}

void add_tables(Session& session, Figures& figures) {
  if (!session.options().messages.verbose) return;
  for (const auto& [name, bytes] : store::table_sizes(session.db()))
    figures.bytes("table_" + name + "_bytes", bytes);
}

}  // namespace

int print_status(Session& session) {
  const store::StoreReport report = store::report_store(session.db(), session.now());
  const auto spool = ingest::count_waiting(session.spool_places());
  Figures figures(session);
  figures.text("path", session.path());
  figures.number("schema", report.schema);
  figures.bytes("bytes", report.bytes);
  figures.bytes("wal_bytes", report.wal_bytes);
  figures.bytes("free_bytes", report.free_bytes);
  figures.number("spool_files", spool.files);
  figures.bytes("spool_bytes", spool.bytes);
  figures.number("traces", report.traces);
  figures.number("events", report.events);
  figures.number("requests", report.requests);
  figures.number("contents", report.contents);
  figures.time("oldest", report.oldest);
  figures.time("newest", report.newest);
  figures.number("events_last_minute", report.events_last_minute);
  figures.number("events_last_hour", report.events_last_hour);
  figures.number("requests_last_hour", report.requests_last_hour);
  figures.number("traces_last_day", report.traces_last_day);
  figures.number("queued", report.queued);
  figures.number("running", report.running);
  add_running(session, figures);
  add_archives(session, figures);
  add_cursors(session, figures);
  add_tables(session, figures);
  figures.print();
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
