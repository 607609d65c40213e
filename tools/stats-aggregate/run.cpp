#include "stats-aggregate/run.h"

#include "stats-aggregate/alarm.h"
#include "stats-aggregate/audit.h"
#include "stats-aggregate/counting.h"
#include "stats-aggregate/dashboard_json.h"
#include "stats-aggregate/dashboard_rows.h"
#include "stats-aggregate/dashboard_text.h"
#include "stats-aggregate/dimensions.h"
#include "stats-aggregate/html_reports.h"
#include "stats-aggregate/output.h"
#include "stats-aggregate/refresh.h"
#include "stats-aggregate/unpriced.h"
#include "stats-aggregate/usage_table.h"

#include "common/archive_use.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/read_filter.h"

#include <algorithm>
#include <unistd.h>

namespace trace::tools {
namespace {

using store::Dimension;

std::vector<Dimension> dimensions(const StatsOptions& options) {
  if (options.verb == StatsVerb::trend) return {Dimension::day};
  if (options.verb != StatsVerb::by) return {};
  return read_dimensions(options.operands);
}

void write_rows(const StatsOptions& options, const UsageTable& table,
                std::vector<store::UsageGroup>& groups, Output& output) {
  const auto writer = output.rows();
  output.start_pager();
  if (output.is_table() && options.verb == StatsVerb::overview)
    table.write_upright(groups.front(), *writer);
  else
    table.write(groups, *writer);
}

std::vector<BudgetUse> all_uses(Counting& counting, const std::vector<Budget>& budgets) {
  std::vector<BudgetUse> all;
  for (const Budget& budget : budgets)
    for (BudgetUse& use : uses_of(counting, budget)) all.push_back(std::move(use));
  return all;
}

// Below the table: other formats have rows of one kind.
void print_budgets(Counting& counting, const std::vector<Budget>& budgets, Output& output) {
  if (budgets.empty()) return;
  counting.need_only(store::UsageParts::all());
  output.sink().write("\nbudgets\n");
  for (const BudgetUse& use : all_uses(counting, budgets))
    output.sink().write("  " + text_of(use) + "\n");
}

void print_rows(const StatsOptions& options, Counting& counting, const std::vector<Budget>& budgets,
                Output& output) {
  const auto by = dimensions(options);
  UsageTable table(by, options.fields, counting.zone(), output.is_for_people());
  if (output.is_table() && options.verb != StatsVerb::overview) table.make_compact();
  if (output.is_table() && options.verb == StatsVerb::trend && options.fields.empty())
    table.add_chart(std::clamp((output.screen_width() - 40) / 4, 6, 30));
  if (output.format() != StatsFormat::html) counting.need_only(table.parts());
  auto groups = options.verb == StatsVerb::trend
                    ? counting.count_days(counting.filter(), options.days)
                    : counting.count(by, counting.filter());
  if (output.format() == StatsFormat::html)
    write_html(counting, by, table, groups, output.sink());
  else
    write_rows(options, table, groups, output);
  if (output.is_table() && options.verb == StatsVerb::overview)
    print_budgets(counting, budgets, output);
  output.close();
  if (output.is_table() && !options.messages.quiet) report_unpriced(counting, groups);
  counting.need_only(store::UsageParts::all());
}

void print_objects(const std::vector<std::string>& objects, bool as_array,
                   formats::ByteSink& sink) {
  if (as_array) sink.write("[");
  for (const std::string& object : objects) {
    if (as_array && &object != objects.data()) sink.write(",\n");
    sink.write(object);
    if (!as_array) sink.write("\n");
  }
  if (as_array) sink.write("]\n");
}

void print_dashboard(Counting& counting, const std::vector<Budget>& budgets, Output& output) {
  DashboardView view = look(counting);
  view.budgets = all_uses(counting, budgets);
  std::stable_sort(view.budgets.begin(), view.budgets.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  const auto& zone = counting.zone();
  switch (output.format()) {
    case StatsFormat::table:
      output.sink().write(dashboard_text(view, zone, output.screen_width(), output.has_color()));
      break;
    case StatsFormat::html:
      write_html(view, zone, output.sink());
      break;
    case StatsFormat::csv:
    case StatsFormat::md:
      write_dashboard_rows(view, zone, *output.rows());
      break;
    case StatsFormat::jsonl:
    case StatsFormat::json:
      print_objects(dashboard_objects(view, zone), output.format() == StatsFormat::json,
                    output.sink());
  }
  output.close();
}

std::vector<Condition> conditions(const StatsOptions& options) {
  std::vector<Condition> all;
  for (const std::string& text : options.fail_if) all.push_back(read_condition(text).or_throw());
  return all;
}

std::vector<Budget> read_budgets(const StatsOptions& options) {
  std::vector<Budget> all;
  for (const std::string& text : options.budgets) all.push_back(read_budget(text).or_throw());
  return all;
}

// Breaches are what a run without a verb prints; beside rows they are messages.
bool report_breaches(Counting& counting, const std::vector<Condition>& conditions,
                     const std::vector<Budget>& budgets, bool beside_rows) {
  formats::FdSink sink(STDOUT_FILENO, "standard output");
  bool any = false;
  for (const Condition& condition : conditions)
    for (const std::string& line : breaches(counting, condition, budgets)) {
      any = true;
      if (beside_rows)
        cli::print_message("stats-aggregate", line);
      else
        sink.write(line + "\n");
    }
  sink.close();
  return any;
}

void check(const StatsOptions& options, const Output& output) {
  dimensions(options);
  if (options.yesterday && !(options.filters.since.empty() && options.filters.until.empty()))
    throw base::Failure(base::Errc::bad_usage, "--yesterday says since and until already");
  if (options.audit && (options.yesterday || cli::has_filter(options.filters)))
    throw base::Failure(base::Errc::bad_usage, "--audit counts everything, without filters");
  if (options.audit && output.format() == StatsFormat::html)
    throw base::Failure(base::Errc::bad_usage, "--audit prints table, jsonl, json, csv or md");
}

}  // namespace

int run(StatsOptions& options, cli::Command& command) {
  const auto environment = cli::Environment::of_process();
  Output output(options, environment);
  check(options, output);  // before the store is opened
  const auto alarms = conditions(options);
  const auto budgets = read_budgets(options);
  if (options.apply && !options.reprice)
    throw base::Failure(base::Errc::bad_usage, "--apply goes with --reprice");
  if (options.refresh || options.rebuild || options.reprice) {
    maintain(options, environment, output);
    return cli::exit_number(cli::Exit::ok);
  }
  if (!command.verb_was_given() && !options.audit && alarms.empty())
    refresh_if_possible(options, environment);
  Counting counting(options, environment);
  if (options.audit && counting.archives().size() > 0 && !options.messages.quiet)
    cli::print_message("stats-aggregate",
                       "archives are not audited with the store; name one with --db");
  if (options.audit)
    return cli::exit_number(print_audit(counting, output) ? cli::Exit::ok : cli::Exit::no);
  const bool only_alarms = !alarms.empty() && !command.verb_was_given();
  if (options.verb == StatsVerb::dashboard)
    print_dashboard(counting, budgets, output);
  else if (!only_alarms)
    print_rows(options, counting, budgets, output);
  const bool is_breached = report_breaches(counting, alarms, budgets, !only_alarms);
  return cli::say_unread("stats-aggregate", counting.archives(),
                         cli::exit_number(is_breached ? cli::Exit::no : cli::Exit::ok));
}

}  // namespace trace::tools
