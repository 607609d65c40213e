#include "stats-aggregate/dashboard.h"

#include <algorithm>
#include <tuple>

namespace trace::tools {
namespace {

using store::Dimension;
using store::UsageGroup;

constexpr std::int64_t kDays = 7, kLast = 10;

std::vector<std::int64_t> hours_of(Counting& counting, base::UnixMicros day,
                                   const store::Filter& filter) {
  const auto groups = counting.count({Dimension::hour}, filter);
  std::vector<std::int64_t> hours;
  auto next = groups.begin();
  const auto end = counting.zone().next(day, calendar::Grain::day);
  for (auto hour = day; hour < end; hour = counting.zone().next(hour, calendar::Grain::hour)) {
    hours.push_back(0);
    if (next == groups.end() || std::get<base::UnixMicros>(next->key[0]) != hour) continue;
    hours.back() = (next++)->tally.requests;
  }
  return hours;
}

}  // namespace

DashboardView look(Counting& counting) {
  DashboardView view;
  store::Filter filter = counting.filter();
  filter.since.reset();
  filter.until.reset();
  view.last = counting.recent(filter, kLast);
  view.days = counting.count_days(filter, kDays);
  view.today = counting.zone().floor(counting.now(), calendar::Grain::day);
  filter.until = counting.zone().next(view.today, calendar::Grain::day);
  filter.since = std::get<base::UnixMicros>(view.days.front().key[0]);
  view.models = counting.count({Dimension::model}, filter);
  std::stable_sort(view.models.begin(), view.models.end(),
                   [](const UsageGroup& a, const UsageGroup& b) {
                     return std::tuple(a.tally.cost_nusd.value_or(0), a.tally.requests) >
                            std::tuple(b.tally.cost_nusd.value_or(0), b.tally.requests);
                   });
  filter.since = view.today;
  view.of_today = counting.count({}, filter).front().tally;
  view.hours = hours_of(counting, view.today, filter);
  return view;
}

std::string day_text(const UsageGroup& day, const calendar::Zone& zone) {
  std::string text;
  zone.append_day(text, std::get<base::UnixMicros>(day.key[0]));
  return text;
}

std::string name_text(const UsageGroup& group) {
  const auto* name = std::get_if<std::string>(&group.key[0]);
  return name == nullptr || name->empty() ? "(unknown)" : *name;
}

}  // namespace trace::tools
