#include "trace-export/run.h"

#include "trace-export/scrubbing_sink.h"
#include "trace-export/ship.h"
#include "trace-export/target.h"
#include "trace-export/write_chrome.h"
#include "trace-export/write_csv.h"
#include "trace-export/write_db.h"
#include "trace-export/write_html.h"
#include "trace-export/write_markdown.h"
#include "trace-export/write_otlp.h"
#include "trace-export/write_raw.h"
#include "trace-export/write_records.h"
#include "trace-export/write_report.h"

#include "common/archive_use.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/pager.h"
#include "common/put_right.h"
#include "common/terminal.h"
#include "common/time_range.h"
#include "store/schema.h"

#include <unistd.h>

namespace trace::tools {
namespace {

// Write in the format that is asked for; return whether everything was there.
bool write(const ExportOptions& options, const Selection& selection, store::Database& db,
           formats::ByteSink& sink) {
  switch (options.output) {
    case ExportFormat::jsonl:
    case ExportFormat::json:
      write_records(options, selection, db, sink);
      return true;
    case ExportFormat::txt:
      write_report(options, selection, db, sink);
      return true;
    case ExportFormat::csv:
      write_csv(options, selection, db, sink);
      return true;
    case ExportFormat::md:
      write_markdown(options, selection, db, sink);
      return true;
    case ExportFormat::html:
      write_html(options, selection, db, sink);
      return true;
    case ExportFormat::otlp:
      write_otlp(selection, db, sink);
      return true;
    case ExportFormat::chrome:
      write_chrome(selection, db, sink);
      return true;
    case ExportFormat::raw:
      return !report_gaps(write_raw(options, selection, db, sink));
    case ExportFormat::flat:
      write_flat(options, selection, db, sink);
      return true;
    case ExportFormat::db:
      break;  // no stream of bytes: write_db() does it
  }
  return true;
}

bool write_clean(const ExportOptions& options, const Selection& selection, store::Database& db,
                 formats::ByteSink& sink) {
  if (!options.sanitize) return write(options, selection, db, sink);
  const auto sanitizer = sanitize::Sanitizer::compile({}).or_throw();
  ScrubbingSink scrubbing(sanitizer, sink);
  const bool whole = write(options, selection, db, scrubbing);
  scrubbing.close();
  return whole;
}

void say_waiting(const ExportOptions& options, std::int64_t files) {
  if (files > 0 && !options.messages.quiet)
    cli::print_message("trace-export", "records wait in the spool and are not exported yet");
}

// A store is no stream, and it is copied and not written anew.
void check_db(const ExportOptions& options) {
  if (options.output != ExportFormat::db) return;
  if (options.to.empty() || options.to == "-")
    throw base::Failure(base::Errc::bad_usage, "-o db needs --to FILE");
  if (options.sanitize)
    throw base::Failure(base::Errc::bad_usage, "--sanitize is not for db; export jsonl instead");
}

// Kinds choose records; csv has one head and so one kind.
void check_kinds(const ExportOptions& options) {
  const bool chooses = options.output == ExportFormat::jsonl ||
                       options.output == ExportFormat::json ||
                       options.output == ExportFormat::flat || options.output == ExportFormat::csv;
  if (!options.kinds.empty() && !chooses)
    throw base::Failure(base::Errc::bad_usage, "--kinds is for jsonl, json, flat and csv");
  if (options.output == ExportFormat::csv && options.kinds.size() > 1)
    throw base::Failure(base::Errc::bad_usage, "csv takes exactly one of --kinds");
}

// Reports on a terminal are read page by page.
std::optional<std::string> pager_of(const ExportOptions& options,
                                    const cli::Environment& environment) {
  const bool is_report = options.output == ExportFormat::txt || options.output == ExportFormat::md;
  const bool is_read = is_report && (options.to.empty() || options.to == "-");
  return cli::pager_command(options.no_pager, is_read && cli::is_terminal(STDOUT_FILENO),
                            environment);
}

// Formats that are made of one file: the store, or the archive in which all that is selected is.
store::Database& only_place(const ExportOptions& options, const Selection& selection,
                            store::Database& db) {
  if (selection.archives == nullptr) return db;
  if (selection.everything) {
    if (!options.messages.quiet)
      cli::print_message("trace-export",
                         "what is in archives is not in it; name an archive with --db");
    return db;
  }
  if (selection.places.empty()) return db;
  const auto place = selection.places.front();
  for (const auto& other : selection.places)
    if (other != place)
      throw base::Failure(base::Errc::bad_usage,
                          "this format takes traces of the store or of one archive, not of both");
  return place ? *selection.archives->open(*place) : db;
}

// Write the selection to its target, and return the exit code.
int export_rows(const ExportOptions& options, const Selection& selection, store::Database& db,
                const cli::Environment& environment) {
  cli::Pager pager(pager_of(options, environment));
  Target target(options.to);
  const bool is_of_one = options.output == ExportFormat::chrome;
  const bool whole = write_clean(
      options, selection, is_of_one ? only_place(options, selection, db) : db, target.sink());
  target.commit();
  pager.finish();
  return cli::exit_number(whole ? cli::Exit::ok : cli::Exit::no);
}

}  // namespace

int run(ExportOptions& options, cli::Command&) {
  if (is_shipping(options)) return ship(options);
  check_kinds(options);
  check_db(options);
  const auto environment = cli::Environment::of_process();
  const auto path = cli::store_path(options.store, environment);
  auto db = store::open_for_reading(path);
  const auto unsettled = cli::put_right(path, db, cli::make_clock(environment)->now());
  say_waiting(options, unsettled.waiting_files);
  db.exec(
      "PRAGMA mmap_size=0; PRAGMA cache_size=-4000; PRAGMA temp_store=FILE");  // memory stays flat,
                                                                               // also as the kernel
                                                                               // counts it
  auto archives = cli::archives_of(db, options.archives);
  if (options.output == ExportFormat::db) {
    const Selection selection = select_traces(options, db, archives);
    write_db(options, selection, only_place(options, selection, db));
    return cli::say_unread("trace-export", archives, cli::exit_number(cli::Exit::ok));
  }
  db.exec("BEGIN");  // one state of the store from the first row to the last
  Selection selection = select_traces(options, db, archives);
  selection.dead = unsettled.dead;
  return cli::say_unread("trace-export", archives,
                         export_rows(options, selection, db, environment));
}

}  // namespace trace::tools
