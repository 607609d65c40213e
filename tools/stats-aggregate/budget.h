// Budgets: `cost month 200`, `tokens today by user 5000000`, and how much of each is used. For the
// main thread.
#pragma once

#include "stats-aggregate/counting.h"
#include "stats-aggregate/subject.h"

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

struct Budget {
  std::string text;  // as it was typed, blanks put right
  Subject subject;
  double limit = 0;
};

// One group of a budget.
struct BudgetUse {
  std::string budget, group;  // `cost month by model 200`; `gpt-5`, empty without a dimension
  Number used;                // nothing: not known
  std::string unknown;        // what is missing in it, in words
  double limit = 0, share = 0;
};

// Read `METRIC [WINDOW] [by DIM] NUMBER`; metrics are cost, numbers of requests and tokens. Error
// bad_usage shows what is accepted.
base::Result<Budget> read_budget(std::string_view text);
// How much is used; by a dimension: of each group, the most first. One use where there is none.
std::vector<BudgetUse> uses_of(Counting& counting, const Budget& budget);
// `cost month 200: 123.4 (62 %)`.
std::string text_of(const BudgetUse& use);

}  // namespace trace::tools
