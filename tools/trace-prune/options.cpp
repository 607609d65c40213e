#include "trace-prune/options.h"

#include <array>

namespace trace::tools {
namespace {

using cli::choice;
using cli::Command;
using cli::ValueKind;

constexpr std::int64_t kMost = 1'000'000'000;
constexpr std::array kFormats{choice("table", PruneFormat::table, "aligned columns"),
                              choice("jsonl", PruneFormat::jsonl, "one JSON object a line")};

void declare_caps(Command& c, PruneOptions& o) {
  c.value("--max-size", o.max_size, ValueKind::bytes, "BYTES",
          "The oldest traces, until the store is that small.")
      .no_variable()
      .first_screen();
  c.value("--max-traces", o.max_traces, ValueKind::number, "N", "All but the newest N traces.")
      .no_variable()
      .range(0, kMost)
      .first_screen();
  c.value("--max-events", o.max_events, ValueKind::number, "N",
          "The oldest events of each trace beyond N, but no errors.")
      .no_variable()
      .range(0, kMost);
  c.value("--conversation", o.conversation, ValueKind::text, "ID",
          "What was said in a conversation; its numbers stay.")
      .no_variable();
}

void declare_deeds(Command& c, PruneOptions& o) {
  c.group("What is done");
  c.flag("--apply", o.apply, "Do it. Without it, only show what would go.")
      .command_line_only()
      .first_screen();
  c.flag("--yes", o.yes, "Do not ask; needed without a terminal.")
      .command_line_only()
      .first_screen();
  c.flag("--auto", o.automatic, "Do what the settings of the store say, for cron.")
      .no_variable()
      .first_screen();
  c.flag("--force", o.force, "Also what was not shipped yet.").command_line_only();
  c.flag("--sweep", o.sweep, "End traces whose recorder is gone or silent.")
      .no_variable()
      .first_screen();
  c.value("--scrub", o.scrub, ValueKind::file, "TEXT-FILE",
          "Overwrite the text of that file everywhere, and prove it.")
      .no_variable()
      .first_screen();
  c.value("--compress-after", o.compress_after, ValueKind::duration, "DUR",
          "Pack the content of what ended longer ago.")
      .no_variable();
  c.value("--archive", o.archive, ValueKind::file, "DIR",
          "Move whole months into DIR/YYYY-MM.db, with --older-than.")
      .details(
          "Each trace is compared row by row with what is in the file before it goes from the "
          "store. Readers show both as one: they find DIR by --archives or the setting `archives`, "
          "which is set to DIR when it is not set yet. Requests of no trace stay.")
      .no_variable()
      .first_screen();
  c.value("--unarchive", o.unarchive, ValueKind::file, "FILE",
          "Bring a month back from its file and remove that.")
      .no_variable();
  c.flag("--vacuum", o.vacuum, "Give the freed space back.").no_variable().first_screen();
}

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
  declare_caps(c, o);
  cli::declare_filters(c, o.filters);
  c.flag("-0,--null", o.ids_end_with_nul, "Ids on stdin end with NUL.").no_variable();
  declare_deeds(c, o);
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
  c.example("trace-prune --max-size 2GiB --apply", "Delete the oldest traces until 2 GiB are left");
  c.example("trace-prune --auto --apply --yes --vacuum", "From cron, as the settings say");
  c.example("trace-prune --scrub leaked.txt --apply",
            "Overwrite a leaked value, and look whether it is gone");
  c.example("trace-prune --compress-after 7d --apply --vacuum", "Pack what is older than a week");
  c.example("trace-prune --older-than 180d --archive ~/archives --apply",
            "Move months that are half a year old; all readers still show them");
  c.example("trace-prune --sweep --apply", "End traces whose recorder is gone");
}

}  // namespace trace::tools
