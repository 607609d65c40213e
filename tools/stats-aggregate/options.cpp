#include "stats-aggregate/options.h"

#include "common/archive_use.h"

#include <array>

namespace trace::tools {
namespace {

using cli::choice;
using cli::Command;
using cli::ValueKind;
using enum StatsVerb;

constexpr std::array kVerbs{
    cli::verb("overview", overview, "", "All requests in one row (also without a verb)."),
    cli::verb("by", by, "DIM,…", "One row for each value of these dimensions."),
    cli::verb("trend", trend, "", "One row a day."),
    cli::verb("dashboard", dashboard, "", "Today, seven days and the last requests."),
};

constexpr std::array kFormats{choice("table", StatsFormat::table, "aligned columns"),
                              choice("jsonl", StatsFormat::jsonl, "one JSON object a line"),
                              choice("json", StatsFormat::json, "one JSON array"),
                              choice("csv", StatsFormat::csv, "comma separated (RFC 4180)"),
                              choice("md", StatsFormat::md, "a Markdown table"),
                              choice("html", StatsFormat::html, "one page without network")};

constexpr std::array kCostModes{
    choice("auto", store::CostMode::automatic, "reported where it is, else from prices"),
    choice("calculate", store::CostMode::calculate, "from prices alone"),
    choice("reported", store::CostMode::reported, "what was reported and nothing else")};

void declare_money(Command& c, StatsOptions& o) {
  c.group("Money");
  c.choice("--cost-mode", o.cost_mode, kCostModes, "MODE", "Where a cost comes from.")
      .first_screen();
  c.value("--price-file", o.price_file, ValueKind::file, "FILE", "Prices to use instead.")
      .default_is("the prices that come with the tools")
      .details(
          "JSON lines as in share/trace/prices.jsonl, or one object in the layout of "
          "LiteLLM's model_prices_and_context_window.json.");
  c.flag("--reprice", o.reprice, "Show what these prices change in the sums.")
      .no_variable()
      .on(overview)
      .details(
          "Costs that are summed already stay what they were, also when the prices are newer. "
          "Nothing is written without --apply.");
  c.flag("--apply", o.apply, "Make the sums again at these prices.")
      .command_line_only()
      .on(overview)
      .details("With --reprice, which shows the difference first.");
  c.flag("--yes", o.yes, "Do not ask; needed without a terminal.").command_line_only().on(overview);
}

void declare_sums(Command& c, StatsOptions& o) {
  c.group("Sums");
  c.flag("--refresh", o.refresh, "Bring the sums up to date, print nothing.")
      .no_variable()
      .on(overview);
  c.flag("--rebuild", o.rebuild, "Make the sums again.")
      .details("Each request keeps the prices that it was summed at.")
      .no_variable()
      .on(overview);
  c.value("--max-age", o.max_age, ValueKind::duration, "DUR", "Sums that are younger are fresh.")
      .on(overview);
}

void declare_alarms(Command& c, StatsOptions& o) {
  c.group("Alarms");
  c.value("--fail-if", o.fail_if, ValueKind::text, "CONDITION",
          "Exit 1 with a line for each breach.")
      .no_variable()
      .first_screen()
      .details(
          "METRIC [WINDOW] [by DIM] OP NUMBER. A metric is a key of the rows, cost, requests, "
          "errors, tokens or error_rate; a window is a length of time until now, today, "
          "yesterday, week or month; OP is >, >=, <, <=, = or !=. Without a verb nothing but "
          "breaches is "
          "printed. No rows do not breach; a cost that is not known of all requests does.");
  c.value("--budget", o.budgets, ValueKind::text, "BUDGET", "Show how much of it is used.")
      .no_variable()
      .details(
          "METRIC [WINDOW] [by DIM] NUMBER, such as 'cost month 200' or 'tokens today by user "
          "5000000'; overview and dashboard show it, and --fail-if 'budget > 90%' watches it. "
          "Usually kept in the configuration file: budget = [\"cost month 200\"].");
  c.flag("--audit", o.audit, "Prove that every token is counted once.")
      .no_variable()
      .on(overview)
      .details(
          "Each request once, each sum of groups equal to the total, and the totals that agents "
          "reported of their runs; what does not match is named, and the exit code is 1.");
}

void declare_output(Command& c, StatsOptions& o) {
  c.group("Output");
  c.choice("-o,--output", o.output, kFormats, "FORMAT", "How rows are printed.")
      .default_is("table on a terminal, jsonl in a pipe")
      .first_screen();
  c.value("--fields", o.fields, ValueKind::text, "A,B,…", "Print these columns, in this order.")
      .list()
      .no_variable();
  cli::declare_store(c, o.store);
  cli::declare_archives(c, o.archives);
  cli::declare_zone(c, o.tz);
  cli::declare_pager(c, o.no_pager);
  cli::declare_color(c, o.messages.color);
  cli::declare_messages(c, o.messages);
}

void declare_examples(Command& c) {
  c.example("stats-aggregate --since today", "What today took so far");
  c.example("stats-aggregate by day,model --since 7d", "Each model, day by day");
  c.example("stats-aggregate dashboard", "How today goes");
  c.example("stats-aggregate trend -o html > usage.html", "A page to print or to mail");
  c.example("stats-aggregate --refresh --max-age 5m", "For cron: reports stay instant");
  c.example("stats-aggregate --fail-if 'cost 24h > 5' --fail-if 'error_rate 1h > 5%'",
            "Alarms for cron and CI");
  c.example("stats-aggregate --budget 'cost month 200' --fail-if 'budget > 90%'",
            "Before a budget is spent");
  c.example("stats-aggregate by month --cost-mode calculate --price-file prices.jsonl",
            "What it would have cost at these prices");
  c.example("stats-aggregate trend --days 14 -o csv", "Two weeks, for a spreadsheet");
}

}  // namespace

void declare(Command& c, StatsOptions& o) {
  c.about("stats-aggregate", "count requests, tokens, cost and time");
  c.verbs(o.verb, kVerbs);
  c.operands(o.operands, ValueKind::text, "DIM,…",
             "day, hour, week, month, model, provider, token, account, user, source, mode, status, "
             "session, trace, root (the run that began the tree of sub-agents).")
      .at_least(1)
      .on(by);
  c.group("What is counted");
  c.value("--days", o.days, ValueKind::number, "N", "How many days back.")
      .range(1, 36600)
      .on(trend)
      .first_screen();
  c.flag("--yesterday", o.yesterday, "The day before today, and nothing else.").no_variable();
  cli::declare_filters(c, o.filters);
  declare_money(c, o);
  declare_sums(c, o);
  declare_alarms(c, o);
  declare_output(c, o);
  declare_examples(c);
}

}  // namespace trace::tools
