#include "stats-aggregate/alarm.h"

#include <algorithm>
#include <array>

namespace trace::tools {
namespace {

base::Error refusal(std::string_view what) {
  return {base::Errc::bad_usage, "--fail-if: " + std::string(what) +
                                     "; accepted: 'METRIC [WINDOW] [by DIM] OP NUMBER', such as "
                                     "'cost 24h > 5', 'error_rate > 0.05', "
                                     "'p95_ttft_ms by model > 2000'"};
}

std::optional<Comparison> comparison_named(std::string_view sign) {
  constexpr std::array<std::pair<std::string_view, Comparison>, 7> kSigns{
      {{">", Comparison::more},
       {">=", Comparison::at_least},
       {"<", Comparison::less},
       {"<=", Comparison::at_most},
       {"=", Comparison::equal},
       {"==", Comparison::equal},
       {"!=", Comparison::unequal}}};
  for (const auto& [name, comparison] : kSigns)
    if (name == sign) return comparison;
  return std::nullopt;
}

bool holds(Comparison comparison, double value, double limit) {
  switch (comparison) {
    case Comparison::more:
      return value > limit;
    case Comparison::at_least:
      return value >= limit;
    case Comparison::less:
      return value < limit;
    case Comparison::at_most:
      return value <= limit;
    case Comparison::equal:
      return value == limit;
    case Comparison::unequal:
      break;
  }
  return value != limit;
}

// What is wrong with the group; nothing when all is well.
std::string finding(const Condition& condition, store::UsageTally& tally) {
  if (tally.requests == 0) return {};
  double number = 0;
  const Number value = value_of(condition.subject, tally, number);
  const std::string unknown = unpriced_text(condition.subject, tally);
  const bool is_breach = value && holds(condition.comparison, number, condition.limit);
  if (!is_breach && unknown.empty()) return {};
  return value.value_or("unknown") + unknown;
}

std::vector<std::string> spent(Counting& counting, const Condition& condition,
                               const std::vector<Budget>& budgets) {
  std::vector<std::string> lines;
  for (const Budget& budget : budgets)
    for (const BudgetUse& use : uses_of(counting, budget)) {
      const bool is_breach = holds(condition.comparison, use.share, condition.limit);
      if (is_breach || !use.unknown.empty()) lines.push_back(condition.text + ": " + text_of(use));
    }
  return lines;
}

}  // namespace

base::Result<Condition> read_condition(std::string_view text) {
  constexpr std::string_view kSigns = "<>=!";
  Condition condition;
  const std::size_t sign = text.find_first_of(kSigns);
  if (sign == std::string_view::npos) return refusal("a comparison is missing");
  const std::size_t after = std::min(text.find_first_not_of(kSigns, sign), text.size());
  const auto comparison = comparison_named(text.substr(sign, after - sign));
  if (!comparison) return refusal("unknown comparison");
  condition.comparison = *comparison;
  const auto words = words_of(text.substr(0, sign));
  condition.is_of_budgets = words.size() == 1 && words.front() == "budget";
  if (!condition.is_of_budgets)
    if (const auto wrong = read_subject(words, condition.subject); !wrong.empty())
      return refusal(wrong);
  const auto limit = words_of(text.substr(after));
  if (limit.size() != 1 || !read_number(limit.front(), condition.limit))
    return refusal("a number is missing");
  for (const auto word : words) condition.text += std::string(word) + " ";
  condition.text += std::string(text.substr(sign, after - sign)) + " " + std::string(limit.front());
  return condition;
}

std::vector<std::string> breaches(Counting& counting, const Condition& condition,
                                  const std::vector<Budget>& budgets) {
  if (condition.is_of_budgets) return spent(counting, condition, budgets);
  const Subject& subject = condition.subject;
  std::vector<std::string> lines;
  for (auto& group : counting.count(subject.by, window_of(counting, subject))) {
    const std::string found = finding(condition, group.tally);
    if (!found.empty())
      lines.push_back(condition.text + ": " + key_text(group, subject, counting.zone()) + found);
  }
  return lines;
}

}  // namespace trace::tools
