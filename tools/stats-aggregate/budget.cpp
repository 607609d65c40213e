#include "stats-aggregate/budget.h"

#include <algorithm>
#include <cmath>

namespace trace::tools {
namespace {

base::Error refusal(std::string_view what) {
  return {base::Errc::bad_usage, "--budget: " + std::string(what) +
                                     "; accepted: 'METRIC [WINDOW] [by DIM] NUMBER', such as 'cost "
                                     "month 200', 'tokens today by user 5000000'"};
}

// Averages and rates are not used up.
bool is_spent(const Metric* metric) {
  if (metric == nullptr) return false;
  return metric->key.ends_with("_count") || metric->key.ends_with("_tokens") ||
         metric->key.ends_with("_usd");
}

}  // namespace

base::Result<Budget> read_budget(std::string_view text) {
  auto words = words_of(text);
  Budget budget;
  for (const auto word : words) budget.text += (budget.text.empty() ? "" : " ") + std::string(word);
  if (words.empty() || !read_number(words.back(), budget.limit) || budget.limit <= 0)
    return refusal("a number above 0 is missing");
  words.pop_back();
  if (const auto wrong = read_subject(words, budget.subject); !wrong.empty()) return refusal(wrong);
  if (!is_spent(budget.subject.metric)) return refusal("this metric is not used up");
  return budget;
}

std::vector<BudgetUse> uses_of(Counting& counting, const Budget& budget) {
  std::vector<BudgetUse> uses;
  const Subject& subject = budget.subject;
  for (auto& group : counting.count(subject.by, window_of(counting, subject))) {
    BudgetUse& use = uses.emplace_back();
    use.budget = budget.text;
    use.group = key_text(group, subject, counting.zone());
    if (use.group.ends_with(": ")) use.group.resize(use.group.size() - 2);
    double number = 0;
    use.used = value_of(subject, group.tally, number);
    if (!use.used && group.tally.requests == 0) use.used = "0";
    use.unknown = unpriced_text(subject, group.tally);
    use.limit = budget.limit;
    use.share = number / budget.limit;
  }
  std::stable_sort(uses.begin(), uses.end(),
                   [](const BudgetUse& a, const BudgetUse& b) { return a.share > b.share; });
  return uses;
}

std::string text_of(const BudgetUse& use) {
  std::string text = use.budget + ": " + (use.group.empty() ? "" : use.group + ": ");
  text += use.used.value_or("unknown");
  if (use.used) text += " (" + std::to_string(std::llround(use.share * 100)) + " %)";
  return text + use.unknown;
}

}  // namespace trace::tools
