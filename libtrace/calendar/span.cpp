#include "calendar/span.h"

#include <array>
#include <optional>
#include <string>

namespace trace::calendar {
namespace {

struct Unit {
  std::string_view names;  // each between blanks
  std::int64_t months;
  std::int64_t micros;
};

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::array<Unit, 9> kUnits{{
    {" us usec ", 0, 1},
    {" ms msec ", 0, 1000},
    {" s sec secs second seconds ", 0, kSecond},
    {" m min mins minute minutes ", 0, 60 * kSecond},
    {" h hr hour hours ", 0, 3600 * kSecond},
    {" d day days ", 0, kDay},
    {" w week weeks ", 0, 7 * kDay},
    {" M month months ", 1, 0},
    {" y year years ", 12, 0},
}};

const Unit* find_unit(std::string_view name) {
  if (name.empty()) return nullptr;
  const std::string key = " " + std::string(name) + " ";
  for (const Unit& unit : kUnits) {
    if (unit.names.find(key) != std::string_view::npos) return &unit;
  }
  return nullptr;
}

bool add_product(std::int64_t& sum, std::int64_t amount, std::int64_t unit) {
  std::int64_t product = 0;
  return !__builtin_mul_overflow(amount, unit, &product) &&
         !__builtin_add_overflow(sum, product, &sum);
}

// One number with its unit.
bool take_part(Scanner& in, Span& span) {
  const auto amount = in.number();
  const auto millionths = in.fraction();
  if (!amount || !millionths) return false;
  in.blanks();
  const Unit* unit = find_unit(in.letters());
  if (unit == nullptr || (*millionths != 0 && unit->months != 0)) return false;
  std::int64_t part_of_unit = 0;
  if (!add_product(part_of_unit, *millionths, unit->micros)) return false;
  return add_product(span.months, *amount, unit->months) &&
         add_product(span.micros, *amount, unit->micros) &&
         add_product(span.micros, part_of_unit / kSecond, 1);
}

bool starts_number(const Scanner& in) { return in.peek() >= '0' && in.peek() <= '9'; }

}  // namespace

std::optional<Span> take_span(Scanner& in) {
  Span span;
  do {
    if (!take_part(in, span)) return std::nullopt;
    in.blanks();
  } while (starts_number(in));
  return span;
}

base::Result<base::DurationMs> parse_duration(std::string_view text) {
  const base::Error refusal{base::Errc::bad_usage, "bad duration '" + std::string(text) +
                                                       "'; try '30s', '5m', '2h', '7d' or '250ms'"};
  Scanner in(text);
  const auto span = take_span(in);
  if (!span || !in.at_end()) return refusal;
  const std::int64_t months = span->months;
  std::int64_t micros = span->micros;
  if (months > 1'000'000'000) return refusal;
  const std::int64_t days = months / 12 * 365 + months % 12 * 30;
  if (!add_product(micros, days, kDay)) return refusal;
  return base::DurationMs{micros / 1000};
}

}  // namespace trace::calendar
