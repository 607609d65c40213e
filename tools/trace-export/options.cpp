#include "trace-export/options.h"

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
    choice("raw", ExportFormat::raw, "the recorded bytes, in order")};
constexpr std::array kKinds{choice("trace", RecordKind::trace), choice("event", RecordKind::event),
                            choice("request", RecordKind::request),
                            choice("content", RecordKind::content)};

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
  cli::declare_store(c, o.store);
  cli::declare_zone(c, o.tz);
  cli::declare_progress(c, o.progress);
  cli::declare_messages(c, o.messages);
  c.example("trace-export last -o txt", "A report on the newest trace");
  c.example("trace-export --since today -o jsonl --to today.jsonl",
            "Everything of today, as records");
  c.example("trace-export last -o html --to run.html", "One page to send to a colleague");
  c.example("trace-export last -o raw", "The bytes that the newest trace came from");
  c.example("ssh host trace-export --since today | trace-record --format native",
            "Merge the store of another host");
}

}  // namespace trace::tools
