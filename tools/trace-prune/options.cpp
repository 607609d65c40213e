#include "trace-prune/options.h"

#include <array>

namespace trace::tools {
namespace {

using cli::choice;
using cli::Command;
using cli::ValueKind;

constexpr std::array kFormats{choice("table", PruneFormat::table, "aligned columns"),
                              choice("jsonl", PruneFormat::jsonl, "one JSON object a line")};

}  // namespace

void declare(Command& c, PruneOptions& o) {
  c.about("trace-prune", "keep the store small; nothing goes without --apply");
  c.operands(o.operands, ValueKind::trace, "[T…|-]",
             "Traces: an id, its beginning or end, last, last~N; - reads them.");
  c.group("What goes");
  c.value("--older-than", o.older_than, ValueKind::duration, "DUR",
          "Traces that ended longer ago than DUR.")
      .no_variable()
      .first_screen();
  c.value("--keep-errors", o.keep_errors, ValueKind::duration, "DUR",
          "Keep failed ones for this long.")
      .no_variable()
      .first_screen();
  cli::declare_filters(c, o.filters);
  c.flag("-0,--null", o.ids_end_with_nul, "Ids on stdin end with NUL.").no_variable();
  c.group("What is done");
  c.flag("--apply", o.apply, "Do it. Without it, only show what would go.")
      .command_line_only()
      .first_screen();
  c.flag("--yes", o.yes, "Do not ask; needed without a terminal.")
      .command_line_only()
      .first_screen();
  c.flag("--sweep", o.sweep, "End traces whose recorder is gone or silent.")
      .no_variable()
      .first_screen();
  c.flag("--vacuum", o.vacuum, "Give the freed space back.").no_variable().first_screen();
  c.group("Output");
  c.choice("-o,--output", o.output, kFormats, "FORMAT", "How rows are printed.")
      .default_is("table on a terminal, jsonl in a pipe");
  cli::declare_store(c, o.store);
  cli::declare_zone(c, o.tz);
  cli::declare_progress(c, o.progress);
  cli::declare_messages(c, o.messages);
  c.example("trace-prune --older-than 90d", "Show what is older than 90 days, in rows and bytes");
  c.example("trace-prune --older-than 90d --keep-errors 1y --apply",
            "Delete it, but keep failures for a year");
  c.example("trace-prune --older-than 30d --apply --yes --vacuum", "From cron");
  c.example("trace-prune --sweep --apply", "End traces whose recorder is gone");
}

}  // namespace trace::tools
