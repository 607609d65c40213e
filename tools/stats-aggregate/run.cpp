#include "stats-aggregate/run.h"

#include "stats-aggregate/counting.h"
#include "stats-aggregate/dimensions.h"
#include "stats-aggregate/output.h"
#include "stats-aggregate/unpriced.h"
#include "stats-aggregate/usage_table.h"

#include "common/exit_code.h"

namespace trace::tools {
namespace {

using store::Dimension;

std::vector<Dimension> dimensions(const StatsOptions& options) {
  if (options.verb == StatsVerb::trend) return {Dimension::day};
  if (options.verb == StatsVerb::overview) return {};
  return read_dimensions(options.operands);
}

void print_rows(const StatsOptions& options, Counting& counting, Output& output) {
  const auto by = dimensions(options);
  const UsageTable table(by, options.fields, counting.zone(), output.is_table());
  auto groups = options.verb == StatsVerb::trend
                    ? counting.count_days(counting.filter(), options.days)
                    : counting.count(by, counting.filter());
  const auto writer = output.rows();
  output.start_pager();
  if (output.is_table() && options.verb == StatsVerb::overview)
    table.write_upright(groups.front(), *writer);
  else
    table.write(groups, *writer);
  output.close();
  if (output.is_table() && !options.messages.quiet) report_unpriced(counting, groups);
}

}  // namespace

int run(StatsOptions& options, cli::Command&) {
  const auto environment = cli::Environment::of_process();
  Output output(options, environment);
  dimensions(options);  // refused before the store is opened
  Counting counting(options, environment);
  print_rows(options, counting, output);
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
