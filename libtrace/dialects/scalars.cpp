#include "dialects/scalars.h"

#include "calendar/rfc3339.h"

#include <charconv>
#include <cmath>
#include <string>

namespace trace::dialects {
namespace {

constexpr double kFirst = 1e8;                                // seconds: 1973
constexpr std::int64_t kMaxNano = 1'000'000'000'000'000'000;  // a billion dollars

std::optional<base::UnixMicros> epoch_time(double v) {
  if (!std::isfinite(v) || v < kFirst) return std::nullopt;
  // Borders of formats.md §8: below 1e11 it counts seconds, below 1e14 ms, below 1e17 us.
  const double micros = v < 1e11 ? v * 1e6 : v < 1e14 ? v * 1e3 : v < 1e17 ? v : v / 1e3;
  return base::UnixMicros{static_cast<std::int64_t>(std::llround(micros))};
}

std::optional<double> as_double(std::string_view text) {
  double v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return v;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A decimal taken apart: its digits without the point, and how many powers of ten they are off.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

std::optional<int> parse_exponent(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  int v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || end != text.data() + text.size() || v > 100 || v < -100)
    return std::nullopt;
  return v;
}

std::optional<Decimal> take_apart(std::string_view text) {
  Decimal out;
  if (!text.empty() && text.front() == '-') out.negative = true, text.remove_prefix(1);
  bool past_point = false;
  while (!text.empty() && (is_digit(text.front()) || (text.front() == '.' && !past_point))) {
    if (text.front() == '.') {
      past_point = true;
    } else {
      out.digits += text.front();
      out.exponent -= past_point ? 1 : 0;
    }
    text.remove_prefix(1);
  }
  if (out.digits.empty() || out.digits.size() > 200) return std::nullopt;
  if (text.empty()) return out;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  const auto exponent = parse_exponent(text.substr(1));
  if (!exponent) return std::nullopt;
  out.exponent += *exponent;
  return out;
}

}  // namespace

std::optional<base::UnixMicros> time_of(const json::Value& value) {
  if (value.is_string()) {
    if (const auto at = calendar::parse_rfc3339(value.str())) return at;
    const auto number = as_double(value.str());
    return number ? epoch_time(*number) : std::nullopt;
  }
  // Whole microseconds and nanoseconds have more digits than a double holds.
  if (value.kind() == json::Kind::number) {
    const auto whole = value.i64();
    if (whole && *whole >= 100'000'000'000'000)
      return base::UnixMicros{*whole < 100'000'000'000'000'000 ? *whole : *whole / 1000};
  }
  const auto number = value.number();
  return number ? epoch_time(*number) : std::nullopt;
}

std::optional<std::int64_t> parse_nano_dollars(std::string_view decimal) {
  auto parts = take_apart(decimal);
  if (!parts) return std::nullopt;
  const int shift = parts->exponent + 9;
  bool round_up = false;
  if (shift >= 0) {
    parts->digits.append(static_cast<std::size_t>(shift), '0');
  } else {
    const auto cut = static_cast<std::size_t>(-shift);
    const std::size_t kept = parts->digits.size() > cut ? parts->digits.size() - cut : 0;
    round_up = parts->digits.size() >= cut && parts->digits[kept] >= '5';
    parts->digits.resize(kept);
  }
  std::int64_t nano = 0;
  const char* const begin = parts->digits.data();
  if (!parts->digits.empty() &&
      std::from_chars(begin, begin + parts->digits.size(), nano).ec != std::errc())
    return std::nullopt;
  nano += round_up && nano != INT64_MAX ? 1 : 0;
  if (nano > kMaxNano) return std::nullopt;
  return parts->negative ? -nano : nano;
}

std::optional<std::int64_t> nano_dollars(const json::Value& value) {
  if (value.is_string()) return parse_nano_dollars(value.str());
  if (value.kind() == json::Kind::number) return parse_nano_dollars(value.raw());
  return std::nullopt;
}

std::optional<model::Level> level_of(const json::Value& value) {
  if (value.is_string()) {
    std::string word;
    for (const char c : value.str().substr(0, 16))
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (const auto level = model::parse_level(word)) return level;
  }
  const auto number = value.i64();
  if (!number || *number < 10 || *number > 60) return std::nullopt;
  if (*number < 30) return model::Level::debug;
  if (*number < 40) return model::Level::info;
  return *number < 50 ? model::Level::warn : model::Level::error;
}

std::optional<std::int64_t> counter_of(const json::Value& value) {
  const auto n = value.i64();
  constexpr std::int64_t kMax = 1'000'000'000'000'000;  // sums of many stay in 64 bits
  return n && *n >= 0 && *n <= kMax ? n : std::nullopt;
}

std::int64_t saturated(std::int64_t a, std::int64_t b) noexcept {
  if (b > 0 && a > INT64_MAX - b) return INT64_MAX;
  if (b < 0 && a < INT64_MIN - b) return INT64_MIN;
  return a + b;
}

}  // namespace trace::dialects
