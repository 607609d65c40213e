// A question to segments, worked out beforehand: which columns it reads, which requests it lets
// through, where each quarter of an hour belongs in the calendar. Immutable once made: safe on any
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
  bool has(std::int64_t number) const {
    return number >= 0 && static_cast<std::size_t>(number) < is_in_.size() &&
           is_in_[static_cast<std::size_t>(number)] != 0;
  }

 private:
  std::vector<char> is_in_;
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

// A segment as bytes, with what only the store knows of its runs.
struct SegmentBytes {
  SegmentSpan span;
  std::array<std::string, kSegmentColumns> columns;
  std::vector<std::vector<std::int64_t>> of_trace;  // a column for each such dimension, in order
};

class SegmentQuery {
 public:
  // Nothing when segments cannot answer: what they do not hold is asked, or they span too long.
  static std::optional<SegmentQuery> make(Database& db, const std::vector<Dimension>& by,
                                          const Filter& filter);
  // Say what is wanted of which segments. REQUIRES: may_hold(spans).
  void ask(UsageParts parts, const std::vector<SegmentSpan>& spans, const BucketStart& bucket);

  bool may_hold(const std::vector<SegmentSpan>& spans) const;
  // Some request of the segment may be meant.
  bool overlaps(const SegmentSpan& span) const;
  void need(SegmentColumn column) { needed_[static_cast<std::size_t>(column)] = true; }
  bool needs(const SegmentSpan& span, SegmentColumn column) const;
  const std::vector<Dimension>& by() const { return by_; }
  UsageParts parts() const { return parts_; }
  // Take costs that were not reported as unknown.
  void only_reported() { only_reported_ = true; }
  // The requests that are let through; `values` is room that is used again. Throws Failure corrupt.
  void columns(const SegmentBytes& bytes, SegmentValues& values, RequestColumns& out) const;

 private:
  using Values = SegmentValues;
  bool is_inside(const SegmentSpan& span) const;
  std::vector<std::uint32_t> selected(const SegmentSpan& span, const Values& values) const;
  void unpack(const SegmentBytes& bytes, Values& values) const;
  void fill_keys(const SegmentBytes& bytes, const Values& values, RequestColumns& out) const;

  std::vector<Dimension> by_;
  UsageParts parts_;
  std::optional<base::UnixMicros> since_, until_;
  std::vector<std::pair<SegmentColumn, NumberSet>> sets_;
  std::optional<std::int64_t> min_duration_, min_tokens_;
  bool has_trace_ = true, only_reported_ = false;
  std::array<bool, kSegmentColumns> needed_{};
  std::vector<std::optional<BucketTable>> tables_;  // of time dimensions, by dimension asked for
  bool has_splits_ = false;
};

}  // namespace trace::store
