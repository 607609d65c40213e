#include "trace-query/human_text.h"

#include <array>
#include <cstdio>

namespace trace::tools {
namespace {

template <typename... A>
std::string printed(const char* form, A... values) {
  std::array<char, 48> text{};
  const int n = std::snprintf(text.data(), text.size(), form, values...);
  return {text.data(), static_cast<std::size_t>(n)};
}

std::string scaled(double value, double step, const std::array<const char*, 4>& units) {
  std::size_t unit = 0;
  for (value /= step; value >= step && unit + 1 < units.size(); value /= step) ++unit;
  return printed(value < 10 ? "%.1f%s" : "%.0f%s", value, units[unit]);
}

}  // namespace

std::string short_number(std::int64_t value) {
  if (value > -1000 && value < 1000) return std::to_string(value);
  const std::string text =
      scaled(static_cast<double>(value < 0 ? -value : value), 1000, {"k", "M", "G", "T"});
  return value < 0 ? "-" + text : text;
}

std::string short_duration(std::int64_t milliseconds) {
  if (milliseconds < 1000) return std::to_string(milliseconds) + "ms";
  const std::int64_t seconds = milliseconds / 1000;
  if (seconds < 60)
    return printed("%.1fs", static_cast<double>(milliseconds - milliseconds % 100) / 1000);
  if (seconds < 3600)
    return printed("%ldm%02lds", static_cast<long>(seconds / 60), static_cast<long>(seconds % 60));
  if (seconds < 86'400)
    return printed("%ldh%02ldm", static_cast<long>(seconds / 3600),
                   static_cast<long>(seconds / 60 % 60));
  return printed("%ldd%02ldh", static_cast<long>(seconds / 86'400),
                 static_cast<long>(seconds / 3600 % 24));
}

std::string short_cost(std::int64_t nano_usd) {
  const double dollars = static_cast<double>(nano_usd) / 1e9;
  return printed(dollars < 1 && dollars > -1 ? "$%.4f" : "$%.2f", dollars);
}

std::string_view short_id(std::string_view id) {
  return id.size() <= 8 ? id : id.substr(id.size() - 8);
}

std::string short_bytes(std::int64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  return scaled(static_cast<double>(bytes), 1024, {" KiB", " MiB", " GiB", " TiB"});
}

}  // namespace trace::tools
