#include "stats-aggregate/counting.h"

#include "stats-aggregate/buckets.h"

#include "common/archive_use.h"
#include "common/message.h"
#include "common/put_right.h"
#include "common/read_filter.h"
#include "common/time_range.h"
#include "store/schema.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>

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
      prices_(options.price_file, db_),
      archives_(cli::archives_of(db_, options.archives)) {
  db_.exec("PRAGMA mmap_size=8589934592");  // columns are read at once, not page by page
  if (cli::put_right(path_, db_, now_).waiting_files > 0 && !options.messages.quiet)
    cli::print_message("stats-aggregate", "records wait in the spool and are not counted yet");
  filter_ = cli::read_filter(options.filters, options.tz, environment, now_, db_);
  if (!options.yesterday) return;
  filter_.until = zone_.floor(now_, calendar::Grain::day);
  filter_.since = zone_.floor({filter_.until->v - 1}, calendar::Grain::day);
}

// What each place counts, added up.
std::vector<UsageGroup> Counting::answer(const store::UsageQuestion& question) {
  auto groups = answer(question, db_);
  std::map<std::vector<store::DimensionValue>, std::size_t> known;
  for (std::size_t at = 0; at < groups.size() && archives_.size() > 0; ++at)
    known.emplace(groups[at].key, at);
  for (std::size_t i = 0; i < archives_.size(); ++i) {
    if (!archives_.may_have(i, store::Entity::request, question.filter)) continue;
    store::Database* archive = archives_.open(i);
    if (archive == nullptr) continue;
    for (UsageGroup& group : answer(question, *archive)) {
      const auto [found, is_new] = known.emplace(group.key, groups.size());
      if (is_new)
        groups.push_back(std::move(group));
      else
        groups[found->second].tally.add(group.tally);
    }
  }
  std::sort(groups.begin(), groups.end(),
            [](const UsageGroup& a, const UsageGroup& b) { return a.key < b.key; });
  return groups;
}

std::vector<UsageGroup> Counting::answer(const store::UsageQuestion& question,
                                         store::Database& db) {
  const auto start = std::chrono::steady_clock::now();
  store::UsageReport report(db);
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
  auto all = store::recent_requests(db_, filter, count, costs());
  const auto most = static_cast<std::size_t>(count);
  for (std::size_t i = 0; i < archives_.size(); ++i) {
    if (!archives_.may_have(i, store::Entity::request, filter)) continue;
    const bool is_older = archives_.is_known(i) && all.size() == most && !all.empty() &&
                          archives_.month(i).rows.last < all.back().at;
    store::Database* archive = is_older ? nullptr : archives_.open(i);
    if (archive == nullptr) continue;
    for (auto& request : store::recent_requests(*archive, filter, count, costs()))
      all.push_back(std::move(request));
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.at > b.at; });
    if (all.size() > most) all.resize(most);
  }
  return all;
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
