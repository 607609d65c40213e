// Requests counted by any dimensions in one pass over the table. Where a day begins is the caller's
// (calendar/). Not for rollups. Belongs to the thread of its Database.
#pragma once

#include "store/dictionary.h"
#include "store/filter.h"
#include "store/request_cost.h"
#include "store/sqlite.h"
#include "store/usage_tally.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace trace::store {

enum class Dimension : std::uint8_t {
  day,
  hour,
  week,
  month,
  model,
  provider,
  token,
  account,
  user,
  source,
  mode,
  status,
  session
};

// Return the dimension of that name.
std::optional<Dimension> dimension_named(std::string_view name);
std::string_view name(Dimension dimension);
// Tell whether the values are points in time: day, hour, week, month.
bool is_time(Dimension dimension);

// When a time dimension's bucket begins that a point lies in.
using BucketStart = std::function<base::UnixMicros(Dimension, base::UnixMicros)>;

// A value of a dimension: nothing, the start of a bucket, or a name.
using DimensionValue = std::variant<std::monostate, base::UnixMicros, std::string>;

struct UsageGroup {
  std::vector<DimensionValue> key;
  UsageTally tally;
};

class UsageReport {
 public:
  // `db` must outlive this.
  explicit UsageReport(Database& db);
  // Count the requests that the filter lets through; groups come in order of their keys, missing
  // values first. Without dimensions there is one group, also when it is empty. Throws Failure.
  std::vector<UsageGroup> count(const std::vector<Dimension>& by, const Filter& filter,
                                const BucketStart& bucket, const CostRule& costs = {});

 private:
  using Key = std::vector<std::int64_t>;
  void read_key(const Row& row, const std::vector<Dimension>& by, const BucketStart& bucket,
                Key& key);
  std::vector<DimensionValue> shown(const Key& key, const std::vector<Dimension>& by);

  Database& db_;
  Dictionary names_;
  std::map<std::string, std::int64_t, std::less<>> sessions_;  // numbered as they come, from 1
  std::vector<std::string> session_names_;
};

}  // namespace trace::store
