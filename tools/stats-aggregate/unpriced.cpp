#include "stats-aggregate/unpriced.h"

#include "common/message.h"

#include <algorithm>

namespace trace::tools {
namespace {

constexpr std::size_t kMostNamed = 5;

std::string name_of(const store::UsageGroup& group) {
  const auto* name = std::get_if<std::string>(&group.key[0]);
  return name == nullptr || name->empty() ? "(unnamed)" : cli::visible(*name);
}

}  // namespace

void report_unpriced(Counting& counting, const std::vector<store::UsageGroup>& groups) {
  std::int64_t unpriced = 0;
  for (const auto& group : groups) unpriced += group.tally.unpriced;
  if (unpriced == 0) return;
  auto models = counting.count({store::Dimension::model}, counting.filter());
  std::erase_if(models, [](const auto& group) { return group.tally.unpriced == 0; });
  std::sort(models.begin(), models.end(),
            [](const auto& a, const auto& b) { return a.tally.unpriced > b.tally.unpriced; });
  std::string text = "no cost is known of " + std::to_string(unpriced) +
                     (unpriced == 1 ? " request:" : " requests:");
  for (std::size_t i = 0; i < std::min(models.size(), kMostNamed); ++i)
    text += (i == 0 ? " " : ", ") + name_of(models[i]) + " (" +
            std::to_string(models[i].tally.unpriced) + ")";
  if (models.size() > kMostNamed) text += ", …";
  cli::print_message("stats-aggregate", text);
}

}  // namespace trace::tools
