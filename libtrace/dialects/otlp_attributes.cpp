#include "dialects/otlp_attributes.h"

#include "dialects/scalars.h"

#include <cmath>

namespace trace::dialects {

using json::Value;

Value OtlpAttributes::any(Names names) const {
  for (const auto name : names)
    for (auto entry = list_.first(); entry; entry = entry.next())
      if (entry["key"].str() == name && entry["value"].is_object()) return entry["value"];
  return {};
}

std::string_view OtlpAttributes::text(Names names) const { return any(names)["stringValue"].str(); }

std::optional<std::int64_t> OtlpAttributes::counter(Names names) const {
  for (const auto name : names) {
    const auto value = any({name});
    for (const auto& number : {value["intValue"], value["stringValue"]})
      if (const auto n = counter_of(number)) return n;
    const auto real = value["doubleValue"].number();
    if (real && *real >= 0 && *real < 1e15 && *real == std::floor(*real))
      return static_cast<std::int64_t>(*real);
  }
  return std::nullopt;
}

std::optional<double> OtlpAttributes::number(Names names) const {
  const auto value = any(names);
  const auto real = value["doubleValue"].number();
  if (real && std::isfinite(*real)) return real;
  const auto whole = value["intValue"].i64();
  return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

std::optional<bool> OtlpAttributes::boolean(Names names) const {
  return any(names)["boolValue"].boolean();
}

bool OtlpAttributes::is_about_models() const {
  for (auto entry = list_.first(); entry; entry = entry.next()) {
    const auto key = entry["key"].str();
    if (key.starts_with("gen_ai.") || key.starts_with("llm.") || key.starts_with("traceloop."))
      return true;
  }
  return false;
}

std::optional<base::UnixMicros> otlp_time(const Value& nanoseconds) {
  const auto n = nanoseconds.i64();
  if (!n || *n <= 0) return std::nullopt;
  return base::UnixMicros{*n / 1000};
}

std::string_view otlp_id(const Value& id) {
  const auto text = id.str();
  return text.find_first_not_of('0') == std::string_view::npos ? std::string_view() : text;
}

}  // namespace trace::dialects
