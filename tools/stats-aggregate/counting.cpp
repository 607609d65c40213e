#include "stats-aggregate/counting.h"

#include "stats-aggregate/buckets.h"

#include "common/message.h"
#include "common/put_right.h"
#include "common/read_filter.h"
#include "common/time_range.h"
#include "store/schema.h"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace trace::tools {
namespace {

using store::Dimension;
using store::UsageGroup;

constexpr std::int64_t kSlowMs = 1000;

// Midnight, as many days before the one that `now` lies in as it takes to show `days` of them.
base::UnixMicros first_day(const calendar::Zone& zone, base::UnixMicros now, std::int64_t days) {
  auto day = zone.local(now);
  day.day -= static_cast<int>(days - 1);
  day.hour = day.minute = day.second = day.micros = 0;
  return zone.floor(zone.instant(day), calendar::Grain::day);
}

}  // namespace

Counting::Counting(const StatsOptions& options, const cli::Environment& environment)
    : options_(options),
      zone_(calendar::Zone::load(options.tz, environment.get("TZ").value_or("")).or_throw()),
      now_(cli::make_clock(environment)->now()),
      path_(cli::store_path(options.store, environment)),
      db_(store::open_for_reading(path_)),
      prices_(options.price_file, db_) {
  db_.exec("PRAGMA mmap_size=8589934592");  // columns are read at once, not page by page
  if (cli::put_right(path_, db_, now_).waiting_files > 0 && !options.messages.quiet)
    cli::print_message("stats-aggregate", "records wait in the spool and are not counted yet");
  filter_ = cli::read_filter(options.filters, options.tz, environment, now_, db_);
  if (!options.yesterday) return;
  filter_.until = zone_.floor(now_, calendar::Grain::day);
  filter_.since = zone_.floor({filter_.until->v - 1}, calendar::Grain::day);
}

std::vector<UsageGroup> Counting::answer(const store::UsageQuestion& question) {
  const auto start = std::chrono::steady_clock::now();
  store::UsageReport report(db_);
  auto groups = report.count(question);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  if (took.count() <= kSlowMs || options_.messages.quiet) return groups;
  cli::print_message("stats-aggregate", "this statistic took " + std::to_string(took.count()) +
                                            " ms; its plan is " + report.plan());
  return groups;
}

std::vector<UsageGroup> Counting::count(const std::vector<Dimension>& by,
                                        const store::Filter& filter) {
  Buckets buckets(zone_);
  return answer(
      {by, filter,
       [&](Dimension dimension, base::UnixMicros at) { return buckets.start(dimension, at); },
       costs(), parts_});
}

std::vector<UsageGroup> Counting::count_at(const std::vector<Dimension>& by, const Prices& prices) {
  Buckets buckets(zone_);
  // No sums are kept by this name, so that costs are made anew.
  const store::CostRule rule{&prices.table, store::CostMode::automatic, "asked"};
  return answer(
      {by,
       {},
       [&](Dimension dimension, base::UnixMicros at) { return buckets.start(dimension, at); },
       rule});
}

std::vector<store::RecentRequest> Counting::recent(const store::Filter& filter,
                                                   std::int64_t count) {
  return store::recent_requests(db_, filter, count, costs());
}

std::vector<UsageGroup> Counting::count_days(store::Filter filter, std::int64_t days) {
  if (!filter.since) filter.since = first_day(zone_, now_, days);
  return with_empty_days(count({Dimension::day}, filter), filter);
}

std::vector<UsageGroup> Counting::with_empty_days(std::vector<UsageGroup> groups,
                                                  const store::Filter& filter) const {
  const auto end = std::min(filter.until.value_or(now_), base::UnixMicros{now_.v + 1});
  std::vector<UsageGroup> all;
  auto next = groups.begin();
  for (auto day = zone_.floor(*filter.since, calendar::Grain::day); day < end;
       day = zone_.next(day, calendar::Grain::day)) {
    while (next != groups.end() && std::get<base::UnixMicros>(next->key[0]) <= day)
      all.push_back(std::move(*next++));
    const bool is_there = !all.empty() && std::get<base::UnixMicros>(all.back().key[0]) == day;
    if (!is_there) all.push_back({{day}, {}});
  }
  std::move(next, groups.end(), std::back_inserter(all));
  return all;
}

}  // namespace trace::tools
