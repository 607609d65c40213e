#include "stats-aggregate/compact_text.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace trace::tools {
namespace {

constexpr const char* kUnknown = "–";

std::string fixed(double value, int digits, const char* unit) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f%s", digits, value, unit);
  return text.data();
}

}  // namespace

std::string compact_count(const std::optional<std::int64_t>& value) {
  if (!value) return kUnknown;
  constexpr std::array kUnits{"", "k", "M", "G", "T"};
  auto number = static_cast<double>(*value);
  if (std::abs(number) < 1000) return std::to_string(*value);
  std::size_t unit = 0;
  // What would be shown as 1000.0 takes the next unit.
  while (std::abs(number) >= 999.95 && unit + 1 < kUnits.size()) number /= 1000, ++unit;
  return fixed(number, 1, kUnits[unit]);
}

std::string compact_cost(const std::optional<std::int64_t>& nusd) {
  if (!nusd) return kUnknown;
  const double dollars = static_cast<double>(*nusd) / 1e9;
  const bool is_small = *nusd != 0 && std::abs(dollars) < 0.995;
  return (dollars < 0 ? "-$" : "$") + fixed(std::abs(dollars), is_small ? 4 : 2, "");
}

std::string compact_duration(const std::optional<std::int64_t>& milliseconds) {
  if (!milliseconds) return kUnknown;
  const auto ms = static_cast<double>(*milliseconds);
  if (ms < 1000) return std::to_string(*milliseconds) + " ms";
  return ms < 99'950 ? fixed(ms / 1000, 1, " s") : fixed(ms / 60'000, 1, " min");
}

std::string compact_rate(const std::optional<double>& rate) {
  return rate ? fixed(*rate * 100, 1, " %") : kUnknown;
}

}  // namespace trace::tools
