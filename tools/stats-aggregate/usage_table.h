// Groups of requests as rows: which columns there are, and what stands in them. One thread.
#pragma once

#include "calendar/zone.h"
#include "stats-aggregate/options.h"

#include "formats/row_writer.h"
#include "store/usage_report.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

class UsageTable {
 public:
  // Choose the columns; `fields` empty: all. `zone` must outlive this. Throws Failure bad_usage for
  // an unknown field.
  UsageTable(std::vector<store::Dimension> by, const std::vector<std::string>& fields,
             const calendar::Zone& zone, bool for_people);

  // What the columns are made of, and what goes with every table.
  store::UsageParts parts() const;
  // Add a column of bars that compare the groups by cost, or by requests when none has one.
  void add_chart(int columns) { chart_columns_ = columns; }

  // Show numbers as people read them, and leave columns out rather than cut a number.
  void make_compact() { is_compact_ = true; }

  // Write one row a group.
  void write(std::vector<store::UsageGroup>& groups, formats::RowWriter& writer) const;
  // Write one group as two columns, a row a metric: what fits a screen.
  void write_upright(store::UsageGroup& group, formats::RowWriter& writer) const;

 private:
  struct Picked {
    bool is_dimension = false;
    std::size_t index = 0;  // of the dimension, or of the metric
  };
  void pick(std::string_view field);
  const std::string& text_of_bucket(std::size_t dimension, base::UnixMicros start) const;
  std::string text_of(const Picked& picked, store::UsageGroup& group, bool& is_known) const;
  // Make the cells of a group; they see the texts.
  void fill(store::UsageGroup& group, std::vector<std::string>& texts,
            std::vector<formats::Cell>& cells) const;
  std::vector<formats::Column> columns() const;

  std::vector<store::Dimension> by_;
  std::vector<Picked> picked_;
  const calendar::Zone& zone_;
  bool for_people_;
  bool is_compact_ = false;
  // The text of the bucket that was shown last: groups come in order of time.
  struct BucketText {
    std::optional<base::UnixMicros> start;
    std::string text;
  };
  mutable std::vector<BucketText> buckets_;  // of each dimension
  int chart_columns_ = 0;
};

}  // namespace trace::tools
