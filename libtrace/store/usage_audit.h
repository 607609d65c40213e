// Proof that every token is counted once: sums of groups against the sum of all, counters against
// each other, and what requests add up to against what agents reported of their runs. Looks, never
// writes. Belongs to the thread of the Database.
#pragma once

#include "store/sqlite.h"
#include "store/usage_report.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::store {

// One check. `detail` is what was compared, or what does not match.
struct AuditLine {
  std::string check, detail;
  bool is_right = true;
};

class UsageAudit {
 public:
  // All must outlive this.
  UsageAudit(Database& db, const BucketStart& bucket, const CostRule& costs)
      : db_(db), bucket_(bucket), costs_(costs) {}
  // Do all checks. A check that fails gives a line for each thing that does not match, at most 20.
  std::vector<AuditLine> run();

 private:
  void each_request_once();
  void counters_make_sense();
  void total_is_that_of_sql(const UsageTally& all);
  void groups_add_up(Dimension dimension, const UsageTally& all);
  void sums_are_right();
  void sums_equal_rows(const std::string& check, const std::vector<Dimension>& by);
  void contained_costs_are_somewhere();
  void agents_agree();
  // Run a query that gives a text for each finding; without any the check is right.
  void expect_nothing(const std::string& check, const std::string& sql, const std::string& right);

  Database& db_;
  const BucketStart& bucket_;
  CostRule costs_;
  std::vector<AuditLine> lines_;
};

}  // namespace trace::store
