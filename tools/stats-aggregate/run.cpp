#include "stats-aggregate/run.h"

#include "stats-aggregate/buckets.h"
#include "stats-aggregate/usage_table.h"

#include "common/exit_code.h"
#include "common/message.h"
#include "common/pager.h"
#include "common/put_right.h"
#include "common/read_filter.h"
#include "common/terminal.h"
#include "common/time_range.h"
#include "store/schema.h"
#include "store/usage_report.h"

#include <algorithm>
#include <iterator>
#include <unistd.h>

namespace trace::tools {
namespace {

using store::Dimension;

std::string_view trimmed(std::string_view word) {
  while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
  while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
  return word;
}

void add_dimension(std::string_view word, std::vector<Dimension>& by) {
  const auto dimension = store::dimension_named(trimmed(word));
  if (!dimension)
    throw base::Failure(base::Errc::bad_usage,
                        "unknown dimension; accepted: day, hour, week, month, model, provider, "
                        "token, account, user, source, mode, status, session");
  if (std::find(by.begin(), by.end(), *dimension) == by.end()) by.push_back(*dimension);
}

std::vector<Dimension> dimensions(const StatsOptions& options) {
  std::vector<Dimension> by;
  if (options.verb == StatsVerb::trend) return {Dimension::day};
  if (options.verb == StatsVerb::overview) return {};
  for (const std::string_view operand : options.operands)
    for (std::size_t at = 0; at <= operand.size();) {
      const std::size_t end = std::min(operand.find(',', at), operand.size());
      add_dimension(operand.substr(at, end - at), by);
      at = end + 1;
    }
  return by;
}

formats::Format format_of(const StatsOptions& options, bool terminal) {
  if (!options.output) return terminal ? formats::Format::table : formats::Format::jsonl;
  switch (*options.output) {
    case StatsFormat::table:
      return formats::Format::table;
    case StatsFormat::jsonl:
      return formats::Format::jsonl;
    case StatsFormat::json:
      return formats::Format::json;
    case StatsFormat::csv:
      return formats::Format::csv;
    case StatsFormat::md:
      return formats::Format::md;
  }
  return formats::Format::jsonl;
}

// Midnight, as many days before the one that `now` lies in as it takes to show `days` of them.
base::UnixMicros first_day(const calendar::Zone& zone, base::UnixMicros now, std::int64_t days) {
  auto day = zone.local(now);
  day.day -= static_cast<int>(days - 1);
  day.hour = day.minute = day.second = day.micros = 0;
  return zone.floor(zone.instant(day), calendar::Grain::day);
}

// A row for each day, also for those without a request.
std::vector<store::UsageGroup> with_empty_days(std::vector<store::UsageGroup> groups,
                                               const store::Filter& filter, base::UnixMicros now,
                                               const calendar::Zone& zone) {
  const auto end = std::min(filter.until.value_or(now), base::UnixMicros{now.v + 1});
  std::vector<store::UsageGroup> all;
  auto next = groups.begin();
  for (auto day = zone.floor(*filter.since, calendar::Grain::day); day < end;
       day = zone.next(day, calendar::Grain::day)) {
    while (next != groups.end() && std::get<base::UnixMicros>(next->key[0]) <= day)
      all.push_back(std::move(*next++));
    const bool is_there = !all.empty() && std::get<base::UnixMicros>(all.back().key[0]) == day;
    if (!is_there) all.push_back({{day}, {}});
  }
  std::move(next, groups.end(), std::back_inserter(all));
  return all;
}

class Stats {
 public:
  Stats(const StatsOptions& options, const cli::Environment& environment)
      : options_(options),
        environment_(environment),
        zone_(calendar::Zone::load(options.tz, environment.get("TZ").value_or("")).or_throw()),
        by_(dimensions(options)) {}

  void run() {
    const bool terminal = cli::is_terminal(STDOUT_FILENO);
    const auto format = format_of(options_, terminal);
    const bool is_table = format == formats::Format::table;
    const UsageTable table(by_, options_.fields, zone_, is_table);
    auto groups = count();
    formats::FdSink sink(STDOUT_FILENO, "standard output");
    formats::WriterOptions how;
    how.width = terminal ? static_cast<int>(cli::terminal_width(STDOUT_FILENO, environment_)) : 0;
    how.color = cli::use_color(options_.messages.color, terminal, environment_);
    how.to_terminal = terminal;
    const auto writer = make_row_writer(format, sink, how);
    cli::Pager pager(is_table ? cli::pager_command(options_.no_pager, terminal, environment_)
                              : std::nullopt);
    if (is_table && options_.verb == StatsVerb::overview)
      table.write_upright(groups.front(), *writer);
    else
      table.write(groups, *writer);
    sink.close();
    pager.finish();
  }

 private:
  std::vector<store::UsageGroup> count() {
    const auto now = cli::make_clock(environment_)->now();
    const auto path = cli::store_path(options_.store, environment_);
    auto db = store::open_for_reading(path);
    if (cli::put_right(path, db, now).waiting_files > 0 && !options_.messages.quiet)
      cli::print_message("stats-aggregate", "records wait in the spool and are not counted yet");
    auto filter = cli::read_filter(options_.filters, options_.tz, environment_, now, db);
    const bool is_trend = options_.verb == StatsVerb::trend;
    if (is_trend && !filter.since) filter.since = first_day(zone_, now, options_.days);
    Buckets buckets(zone_);
    auto groups = store::UsageReport(db).count(
        by_, filter,
        [&](Dimension dimension, base::UnixMicros at) { return buckets.start(dimension, at); });
    return is_trend ? with_empty_days(std::move(groups), filter, now, zone_) : std::move(groups);
  }

  const StatsOptions& options_;
  const cli::Environment& environment_;
  calendar::Zone zone_;
  std::vector<Dimension> by_;
};

}  // namespace

int run(StatsOptions& options, cli::Command&) {
  const auto environment = cli::Environment::of_process();
  Stats(options, environment).run();
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace trace::tools
