#include "trace-query/options.h"

#include "common/archive_use.h"
#include "common/stored_names.h"

#include <array>
#include <limits>

namespace trace::tools {
namespace {

using cli::choice;
using cli::Command;
using cli::ValueKind;
using enum QueryVerb;

constexpr auto kNoLimit = std::numeric_limits<std::int64_t>::max();

constexpr std::array kVerbs{
    cli::verb("list", list, "", "Traces, newest first (also without a verb)."),
    cli::verb("show", show, "T…", "One trace: head, usage, timeline."),
    cli::verb("events", events, "T", "The events of a trace."),
    cli::verb("requests", requests, "", "Model calls, newest first."),
    cli::verb("conversations", conversations, "", "Prompts and completions that were kept."),
    cli::verb("search", search, "TEXT", "Where words stand in what was said."),
    cli::verb("diff", diff, "T T", "Where two runs part, and what changed."),
    cli::verb("bisect", bisect, "T…|GOOD BAD -- CMD", "Which of many runs is the first bad one."),
    cli::verb("job", job, "T", "One job: its state, its logs, what is missing."),
    cli::verb("follow", follow, "[T…]", "What is there, then what comes, to the end."),
    cli::verb("status", status, "", "Size, rows, spool, rates, running traces."),
    cli::verb("doctor", doctor, "", "Is everything all right? A line for each finding."),
    cli::verb("verify", verify, "[T…]", "Prove pages, rows and chains whole."),
    cli::verb("sql", sql, "'SELECT …'", "Read-only SQL over documented views."),
};

constexpr std::array kFormats{choice("table", QueryFormat::table, "aligned columns"),
                              choice("jsonl", QueryFormat::jsonl, "one JSON object a line"),
                              choice("json", QueryFormat::json, "one JSON array"),
                              choice("csv", QueryFormat::csv, "comma separated (RFC 4180)"),
                              choice("tsv", QueryFormat::tsv, "tab separated"),
                              choice("md", QueryFormat::md, "a Markdown table"),
                              choice("sse", QueryFormat::sse, "server-sent events, for follow")};
constexpr std::array kParts{choice("prompt", ContentPart::prompt, "what the model was asked"),
                            choice("completion", ContentPart::completion, "what it answered")};
constexpr std::array kSeverities{choice("debug", 0), choice("info", 1), choice("warn", 2),
                                 choice("error", 3)};

void declare_output(Command& c, QueryOptions& o) {
  c.group("Output");
  c.choice("-o,--output", o.output, kFormats, "FORMAT", "How rows are printed.")
      .default_is("table on a terminal, jsonl in a pipe")
      .first_screen();
  c.value("--fields", o.fields, ValueKind::text, "A,B,…", "Print these columns, in this order.")
      .list()
      .no_variable()
      .on(list, events, requests, conversations, search, sql);
  c.flag("--count", o.count, "Print only how many there are.")
      .no_variable()
      .on(list, requests, conversations, search);
  c.flag("--explain", o.explain, "Show the plan of the query on stderr.").no_variable();
  c.flag("-e,--exit-status", o.exit_status, "Exit with 1 when nothing matched.").no_variable();
}

void declare_pages(Command& c, PageOptions& o) {
  c.group("Pages");
  c.value("-n,--limit", o.limit, ValueKind::number, "N", "Print at most N rows.")
      .details("At most 1000 rows a page; 10000 for events.")
      .default_is("50; 2000 for events")
      .range(1, 10000)
      .on(list, events, requests, conversations, search)
      .first_screen();
  c.flag("--all", o.all, "Print every row.")
      .no_variable()
      .on(list, events, requests, conversations, search);
  c.value("--sort", o.sort, ValueKind::text, "FIELD[:asc|desc]", "Sort by this column.")
      .no_variable()
      .on(list, requests, conversations, search);
  c.value("--cursor", o.cursor, ValueKind::text, "TOKEN", "Continue where that page ended.")
      .no_variable()
      .on(list, requests, conversations, search);
  c.flag("--show-cursor", o.show_cursor, "Print where this page ends as the last line.")
      .no_variable()
      .on(list, requests, conversations, search);
  c.value("--cursor-file", o.cursor_file, ValueKind::file, "FILE",
          "Continue from this file and rewrite it.")
      .no_variable()
      .on(list, requests, conversations);
}

void declare_one_trace(Command& c, QueryOptions& o) {
  c.group("show and events");
  c.flag("--errors", o.show.errors, "Only errors.").no_variable().on(show);
  c.flag("--slow", o.show.slow, "The slowest steps first.").no_variable().on(show);
  c.flag("--full", o.show.full, "Print payloads as a whole.").no_variable().on(show);
  c.value("--request", o.show.request, ValueKind::text, "ID",
          "Show this model call instead of a trace.")
      .no_variable()
      .on(show);
  c.choice("--part", o.show.part, kParts, "PART", "Print this part of a model call, raw.")
      .no_variable()
      .on(show);
  c.value("--after", o.events.after, ValueKind::number, "SEQ", "Only events after this number.")
      .range(0, kNoLimit)
      .no_variable()
      .on(events);
  c.value("--type", o.events.types, ValueKind::text, "WORD,…", "Only events of these types.")
      .offers(cli::stored::kEventTypes)
      .list()
      .no_variable()
      .on(events);
  c.value("--severity", o.events.severities, ValueKind::choice, "LEVEL,…",
          "Only events of these levels.")
      .one_of(kSeverities)
      .list()
      .no_variable()
      .on(events);
}

void declare_follow(Command& c, FollowOptions& o) {
  c.group("follow");
  c.flag("--tree", o.tree, "Follow sub-agents, too; on a terminal as a screen.")
      .no_variable()
      .on(follow);
  c.value("--heartbeat", o.heartbeat, ValueKind::duration, "DUR",
          "Print a sign of life this often.")
      .on(follow);
  c.value("--retry", o.retry, ValueKind::duration, "DUR", "Wait this long to open a store again.")
      .details("A store that went away is looked for five times.")
      .on(follow);
  c.value("--expect-source", o.expect_source, ValueKind::text, "WORD",
          "Refuse a trace from another source.")
      .offers(cli::stored::kSources)
      .no_variable()
      .on(follow);
}

void declare_bisect(Command& c, BisectOptions& o) {
  c.group("bisect");
  c.value("--bad", o.bad, ValueKind::text, "EXPR", "Runs of which this holds are bad.")
      .details("A condition as of --where, over the columns of list; ended runs are judged.")
      .default_is("those that failed")
      .no_variable()
      .on(bisect);
}

void declare_checks(Command& c, QueryOptions& o) {
  c.group("verify and doctor");
  c.value("--heads", o.verify.heads, ValueKind::file, "FILE",
          "Write the heads of all chains to this file.")
      .details("Kept elsewhere, they show later what is missing, shorter or changed.")
      .no_variable()
      .on(verify);
  c.value("--against", o.verify.against, ValueKind::file, "FILE",
          "Compare with the heads in this file.")
      .no_variable()
      .on(verify);
  c.flag("--coverage", o.doctor.coverage, "How many failed traces tell their cause.")
      .no_variable()
      .on(doctor);
  c.value("--alert-cmd", o.doctor.alert_command, ValueKind::text, "CMD",
          "Run this with the findings on stdin.")
      .details("As JSON lines, and only when there are any.")
      .on(doctor);
}

void declare_examples(Command& c) {
  c.example("trace-query --status error --since 7d", "Failed traces of the last week");
  c.example("trace-query show last", "What the newest trace did");
  c.example("trace-query events last --type error -o jsonl", "Its errors, as JSON lines");
  c.example("trace-query requests --since today --model claude-sonnet-4 --sort cost_usd:desc",
            "The most expensive calls of today");
  c.example("trace-query follow last", "Watch the newest trace until it ends");
  c.example("trace-query search '\"rate limit\" OR 429' --since 7d", "Where these words stand");
  c.example("trace-query diff last~1 last", "Where the last two runs part");
  c.example("trace-query bisect --cwd . --since 7d --bad 'duration_ms > 600000'",
            "Since when runs here take over ten minutes");
  c.example("trace-query bisect last~1 last -- grep -q 'tests passed'",
            "The first run between the two that does not say so");
  c.example("trace-query doctor || trace-query verify", "Is everything all right?");
  c.example("trace-query sql 'SELECT model, count(*) FROM request_logs GROUP BY 1'", "Ask in SQL");
}

}  // namespace

void declare(Command& c, QueryOptions& o) {
  const cli::VerbBits rows =
      (1U << static_cast<unsigned>(list)) | (1U << static_cast<unsigned>(requests)) |
      (1U << static_cast<unsigned>(conversations)) | (1U << static_cast<unsigned>(search)) |
      (1U << static_cast<unsigned>(bisect));
  c.about("trace-query", "ask what agents did");
  c.verbs(o.verb, kVerbs);
  c.operands(o.operands, ValueKind::trace, "T…",
             "Traces: an id, its beginning or end, last, last~N; - reads them.")
      .on(show, follow, diff, bisect, verify);
  c.after_dashes(o.bisect.command, "-- CMD [ARG…]",
                 "Asks this about runs between GOOD and BAD: exit 0 good, 125 skip, else bad.")
      .on(bisect);
  c.operands(o.operands, ValueKind::trace, "T",
             "A trace: an id, its beginning or end, last, last~N.")
      .count(1, 1)
      .on(events, job);
  c.operands(o.operands, ValueKind::text, "'SELECT …'", "One SELECT statement.")
      .count(1, 1)
      .on(sql);
  c.operands(o.operands, ValueKind::text, "TEXT",
             "Words (all of them), \"a phrase\", begin*, AND, OR, NOT, ( ).")
      .count(1, 1)
      .on(search);
  cli::declare_filters(c, o.filters, rows);
  c.flag("--children", o.children, "List children, too, not only root traces.")
      .no_variable()
      .on(list);
  declare_pages(c, o.page);
  declare_one_trace(c, o);
  declare_follow(c, o.follow);
  declare_bisect(c, o.bisect);
  declare_checks(c, o);
  declare_output(c, o);
  c.flag("-0,--null", o.ids_end_with_nul, "Ids on stdin end with NUL.")
      .no_variable()
      .on(show, follow, diff, bisect, verify);
  cli::declare_store(c, o.store);
  cli::declare_archives(c, o.archives);
  cli::declare_zone(c, o.tz);
  cli::declare_key_file(c, o.key_file);
  cli::declare_pager(c, o.no_pager);
  cli::declare_progress(c, o.progress);
  cli::declare_color(c, o.messages.color);
  cli::declare_messages(c, o.messages);
  declare_examples(c);
}

}  // namespace trace::tools
