#include "stats-aggregate/charts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace trace::tools {
namespace {

constexpr int kParts = 8;
constexpr std::array kLeft{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
constexpr std::array kLower{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

// In eighths of `whole`; 0 for nothing alone.
int eighths(std::int64_t value, std::int64_t most, int whole) {
  if (value <= 0 || most <= 0) return 0;
  const double part = static_cast<double>(std::min(value, most)) / static_cast<double>(most);
  return std::max(1, static_cast<int>(std::lround(part * whole * kParts)));
}

}  // namespace

std::string bar(std::int64_t value, std::int64_t most, int columns) {
  const int parts = eighths(value, most, columns);
  std::string out;
  for (int i = 0; i < parts / kParts; ++i) out += kLeft[kParts];
  return out + kLeft[static_cast<std::size_t>(parts % kParts)];
}

std::string sparkline(std::span<const std::int64_t> values) {
  const std::int64_t most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  std::string out;
  for (const std::int64_t value : values)
    out += kLower[static_cast<std::size_t>(eighths(value, most, 1))];
  return out;
}

}  // namespace trace::tools
