// Everything that it takes to count: the store, the zone, the clock, the filter and the prices that
// the options name. For the main thread.
#pragma once

#include "calendar/zone.h"
#include "stats-aggregate/options.h"
#include "stats-aggregate/prices.h"

#include "common/environment.h"
#include "store/archives.h"
#include "store/usage_recent.h"
#include "store/usage_report.h"

#include <string>
#include <vector>

namespace trace::tools {

class Counting {
 public:
  // Open the store and put right what readers put right. Both must outlive this. Throws Failure.
  Counting(const StatsOptions& options, const cli::Environment& environment);

  // Count what the filter lets through. What takes over a second says so, with its plan.
  std::vector<store::UsageGroup> count(const std::vector<store::Dimension>& by,
                                       const store::Filter& filter);
  // Count all requests at these prices, whatever sums are kept.
  std::vector<store::UsageGroup> count_at(const std::vector<store::Dimension>& by,
                                          const Prices& prices);
  // Count no more than these parts from now on.
  void need_only(store::UsageParts parts) { parts_ = parts; }
  // A row for each of the days, also for those without a request.
  std::vector<store::UsageGroup> count_days(store::Filter filter, std::int64_t days);
  // The newest requests that the filter lets through.
  std::vector<store::RecentRequest> recent(const store::Filter& filter, std::int64_t count);
  // What the options' filters ask for.
  const store::Filter& filter() const { return filter_; }
  const calendar::Zone& zone() const { return zone_; }
  store::CostRule costs() const { return prices_.rule(options_.cost_mode); }
  base::UnixMicros now() const { return now_; }
  // The store without its archives.
  store::Database& db() { return db_; }
  // What is counted with the store.
  const store::Archives& archives() const { return archives_; }

 private:
  std::vector<store::UsageGroup> answer(const store::UsageQuestion& question);
  std::vector<store::UsageGroup> answer(const store::UsageQuestion& question, store::Database& db);
  std::vector<store::UsageGroup> with_empty_days(std::vector<store::UsageGroup> groups,
                                                 const store::Filter& filter) const;

  const StatsOptions& options_;
  calendar::Zone zone_;
  base::UnixMicros now_;
  std::string path_;
  store::Database db_;
  PricesInForce prices_;
  store::Archives archives_;
  store::UsageParts parts_ = store::UsageParts::all();
  store::Filter filter_;
};

}  // namespace trace::tools
