// A question to segments, worked out beforehand: which columns it reads, which requests it lets
// through, where each quarter of an hour belongs in the calendar. Immutable once asked: safe on any
// thread.
#pragma once

#include "store/filter.h"
#include "store/segment_groups.h"
#include "store/segment_table.h"
#include "store/usage_dimension.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trace::store {

// Numbers of rows, to be asked very often.
class NumberSet {
 public:
  void add(std::int64_t number);
  const std::vector<std::int64_t>& numbers() const { return numbers_; }
  bool has(std::int64_t number) const {
    return number >= 0 && static_cast<std::size_t>(number) < is_in_.size() &&
           is_in_[static_cast<std::size_t>(number)] != 0;
  }

 private:
  std::vector<char> is_in_;
  std::vector<std::int64_t> numbers_;
};

// Where the buckets of a time dimension begin, quarter by quarter.
class BucketTable {
 public:
  // REQUIRES: `first` and `end` are not far apart (may_hold).
  BucketTable(Dimension dimension, std::int64_t first, std::int64_t end, const BucketStart& bucket);
  static bool may_hold(std::int64_t first, std::int64_t end) { return end - first < 10'000'000; }
  // The start of the bucket, in microseconds; `micros` is asked for only where has_splits().
  std::int64_t start(std::int64_t quarter, std::int64_t micros) const;
  // Some bucket begins within a quarter of an hour.
  bool has_splits() const { return !splits_.empty(); }

 private:
  struct Split {
    std::int64_t at, before, after;
  };
  void add_split(Dimension dimension, std::int64_t quarter, const BucketStart& bucket);

  std::int64_t first_;
  std::vector<std::int64_t> starts_;  // kMissing: see splits_
  std::map<std::int64_t, Split> splits_;
};

// A segment as bytes: the columns that a query needs of it.
struct SegmentBytes {
  SegmentSpan span;
  std::array<std::string, kSegmentColumns> columns;
};

class SegmentQuery {
 public:
  // Nothing when segments cannot answer: what they do not hold is asked, or they span too long.
  static std::optional<SegmentQuery> make(Database& db, const std::vector<Dimension>& by,
                                          const Filter& filter);
  // What a run says of its requests; called from any thread.
  using OfTrace = std::function<std::int64_t(Dimension, std::int64_t)>;
  // Say what is wanted of which segments. REQUIRES: may_hold(spans).
  void ask(UsageParts parts, const std::vector<SegmentSpan>& spans, const BucketStart& bucket,
           const OfTrace& of_trace);

  bool may_hold(const std::vector<SegmentSpan>& spans) const;
  // Some request of the segment may be meant.
  bool overlaps(const SegmentSpan& span) const;
  void need(SegmentColumn column) { needed_[static_cast<std::size_t>(column)] = true; }
  bool needs(const SegmentSpan& span, SegmentColumn column) const;
  const std::vector<Dimension>& by() const { return by_; }
  UsageParts parts() const { return parts_; }
  // Take costs that were not reported as unknown.
  void only_reported() { only_reported_ = true; }
  // What is counted of a segment; `view` sees the bytes. Throws Failure corrupt.
  void look(const SegmentBytes& bytes, SegmentView& view) const;

 private:
  bool is_inside(const SegmentSpan& span) const;
  bool lies_in_one_bucket(const SegmentSpan& span) const;
  void select(const SegmentBytes& bytes, SegmentView& view) const;
  void select_by_counters(SegmentView& view) const;
  void find_keys(const SegmentBytes& bytes, SegmentView& view) const;

  std::vector<Dimension> by_;
  UsageParts parts_;
  std::optional<base::UnixMicros> since_, until_;
  std::vector<std::pair<SegmentColumn, NumberSet>> sets_;
  std::optional<std::int64_t> min_duration_, min_tokens_;
  bool has_trace_ = true, only_reported_ = false;
  std::array<bool, kSegmentColumns> needed_{};
  std::vector<std::optional<BucketTable>> tables_;  // of time dimensions, by dimension asked for
  OfTrace of_trace_;
  bool has_splits_ = false, asks_time_ = false;
};

}  // namespace trace::store
