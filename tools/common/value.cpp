#include "common/value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace trace::cli {
namespace {

using base::Errc;
using base::Error;

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::int64_t kKi = 1024;
constexpr std::array<Unit, 15> kSizes{{{"", 1},
                                       {"B", 1},
                                       {"K", kKi},
                                       {"k", kKi},
                                       {"KiB", kKi},
                                       {"KB", 1000},
                                       {"kB", 1000},
                                       {"M", kKi* kKi},
                                       {"MiB", kKi* kKi},
                                       {"MB", 1'000'000},
                                       {"G", kKi* kKi* kKi},
                                       {"GiB", kKi* kKi* kKi},
                                       {"GB", 1'000'000'000},
                                       {"T", kKi* kKi* kKi* kKi},
                                       {"TiB", kKi* kKi* kKi* kKi}}};

// The units that a span is shown in, largest first; calendar::parse_duration reads them.
constexpr std::array<Unit, 5> kSpans{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

Error expected(const char* what) { return {Errc::bad_usage, std::string("expected ") + what}; }

constexpr const char* kNumberText = "a whole number";
constexpr const char* kBytesText = "a size such as 4096, 64K or 16MiB";
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Take a non-negative number off the front.
bool take_number(std::string_view& text, std::int64_t& value) {
  if (text.empty() || !is_digit(text.front())) return false;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool add_scaled(std::int64_t& sum, std::int64_t count, std::int64_t factor) {
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  if (count > (kMax - sum) / factor) return false;
  sum += count * factor;
  return true;
}

}  // namespace

base::Result<std::int64_t> parse_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return expected(kNumberText);
  return value;
}

base::Result<double> parse_real(std::string_view text) {
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = ec == std::errc{} && end == text.data() + text.size();
  if (!whole || !std::isfinite(value)) return expected("a number such as 5 or 0.25");
  return value;
}

base::Result<std::int64_t> parse_bytes(std::string_view text) {
  std::int64_t count = 0;
  if (!take_number(text, count)) return expected(kBytesText);
  for (const Unit& unit : kSizes) {
    std::int64_t sum = 0;
    if (unit.name == text && add_scaled(sum, count, unit.factor)) return sum;
  }
  return expected(kBytesText);
}

base::Result<bool> parse_switch(std::string_view text) {
  for (const auto yes : {"1", "true", "yes", "on"}) {
    if (text == yes) return true;
  }
  for (const auto no : {"0", "false", "no", "off", ""}) {
    if (text == no) return false;
  }
  return expected("true or false");
}

std::string show_bytes(std::int64_t bytes) {
  for (const auto unit : {"TiB", "GiB", "MiB", "KiB"}) {
    for (const Unit& size : kSizes) {
      const bool fits = size.name == unit && bytes >= size.factor && bytes % size.factor == 0;
      if (fits) return std::to_string(bytes / size.factor) + unit;
    }
  }
  return std::to_string(bytes);
}

std::string show_duration(base::DurationMs span) {
  if (span.v == 0) return "0s";
  std::string out;
  std::int64_t rest = span.v;
  for (const Unit& unit : kSpans) {
    if (rest < unit.factor) continue;
    out += std::to_string(rest / unit.factor);
    out += unit.name;
    rest %= unit.factor;
  }
  return out;
}

std::string show_real(double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%g", value);
  return text.data();
}

}  // namespace trace::cli
