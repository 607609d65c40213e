#include "trace-export/options.h"

#include "common/archive_use.h"

#include <array>

namespace trace::tools {
namespace {

using cli::choice;
using cli::Command;
using cli::ValueKind;

constexpr std::array kFormats{
    choice("jsonl", ExportFormat::jsonl, "the record format, one object a line"),
    choice("json", ExportFormat::json, "the same as one array"),
    choice("csv", ExportFormat::csv, "one kind of record, for spreadsheets"),
    choice("txt", ExportFormat::txt, "a report for people"),
    choice("md", ExportFormat::md, "the same in Markdown"),
    choice("html", ExportFormat::html, "one page: timeline, waterfall, search"),
    choice("otlp", ExportFormat::otlp, "OpenTelemetry, as JSON lines"),
    choice("chrome", ExportFormat::chrome, "a trace for Perfetto"),
    choice("raw", ExportFormat::raw, "the recorded bytes, in order"),
    choice("flat", ExportFormat::flat, "jsonl for tables: what is nested is text"),
    choice("db", ExportFormat::db, "a store with what is selected; needs --to")};
constexpr std::array kKinds{choice("trace", RecordKind::trace), choice("event", RecordKind::event),
                            choice("request", RecordKind::request),
                            choice("content", RecordKind::content)};

void declare_shipping(Command& c, ShipOptions& o) {
  c.group("Shipping");
  c.value("--ship", o.name, ValueKind::text, "NAME", "Ship what is new since the last time.")
      .details(
          "Rows and changes go in batches to the command of --sink, as jsonl, flat or otlp. How "
          "far "
          "it came is kept in the store under this name; trace-prune keeps what was not shipped.")
      .no_variable()
      .first_screen();
  c.value("--sink", o.sink, ValueKind::text, "CMD", "Give each batch to this shell command.")
      .details(
          "It has the batch as stdin, and TRACE_BATCH_ID: the same for each retry. Exit 0 is "
          "taken. "
          "69, 75, signals and what curl says of connections are tried again with growing pauses. "
          "Other codes refuse: the batch is halved until the rows are found, which are set aside.")
      .no_variable();
  c.value("--batch", o.batch, ValueKind::number, "N", "Ship at most N rows at once.")
      .range(1, 100'000);
  c.flag("--follow", o.follow, "Wait for more when everything is shipped.").no_variable();
  c.value("--retry", o.retry, ValueKind::duration, "DUR", "Wait this long before the sink again.")
      .details(
          "Twice as long each time, up to 16 times; without --follow the end after 5 retries.");
  c.flag("--again", o.again, "Ship rows that were set aside once more.").no_variable();
  c.flag("--forget", o.forget, "Remove the cursor: nothing waits for it.").no_variable();
}

}  // namespace

void declare(Command& c, ExportOptions& o) {
  c.about("trace-export", "write what was recorded to a file or a pipe");
  c.operands(o.operands, ValueKind::trace, "[T…|-]",
             "Traces: an id, its beginning or end, last, last~N; - reads them.");
  cli::declare_filters(c, o.filters);
  c.flag("--all", o.all, "Export everything.").no_variable().first_screen();
  c.flag("-0,--null", o.ids_end_with_nul, "Ids on stdin end with NUL.").no_variable();
  c.group("Output");
  c.choice("-o,--output", o.output, kFormats, "FORMAT", "What is written.")
      .files_go_to("--to")
      .first_screen();
  c.value("--to", o.to, ValueKind::file, "FILE",
          "Write here; the file appears whole or not at all.")
      .default_is("stdout")
      .no_variable()
      .first_screen();
  c.value("--kinds", o.kinds, ValueKind::choice, "KIND,…",
          "Only records of these kinds; csv takes one.")
      .one_of(kKinds)
      .list()
      .default_is("all of them; event for csv")
      .no_variable();
  c.flag("--sanitize", o.sanitize, "Apply the rules for secrets once more.").first_screen();
  declare_shipping(c, o.ship);
  cli::declare_store(c, o.store);
  cli::declare_archives(c, o.archives);
  cli::declare_zone(c, o.tz);
  cli::declare_key_file(c, o.key_file);
  cli::declare_pager(c, o.no_pager);
  cli::declare_progress(c, o.progress);
  cli::declare_color(c, o.messages.color);
  cli::declare_messages(c, o.messages);
  c.example("trace-export last -o txt", "A report on the newest trace");
  c.example("trace-export --since today -o jsonl --to today.jsonl",
            "Everything of today, as records");
  c.example("trace-export last -o html --to run.html", "One page to send to a colleague");
  c.example("trace-export last -o db --to run.db",
            "A store with one trace, to send to a colleague");
  c.example("trace-export last -o raw", "The bytes that the newest trace came from");
  c.example("ssh host trace-export --since today | trace-record --format native",
            "Merge the store of another host");
  c.example("trace-export --ship hub --sink 'ssh hub trace-record --format native -q' --follow",
            "Keep the store of another host up to date");
}

}  // namespace trace::tools
