// Attributes of OpenTelemetry: a list of keys and typed values, under names that changed over the
// years. Pure functions of a parsed document, whose values and texts they hand on.
#pragma once

#include "base/time.h"
#include "json/document.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace trace::dialects {

class OtlpAttributes {
 public:
  using Names = std::initializer_list<std::string_view>;

  OtlpAttributes() = default;
  // `list`: an array of {key, value}.
  explicit OtlpAttributes(const json::Value& list) : list_(list) {}
  // The typed value of the first of several names that is there.
  json::Value any(Names names) const;
  std::string_view text(Names names) const;
  // A counter from an integer, a whole double, or digits as text.
  std::optional<std::int64_t> counter(Names names) const;
  std::optional<double> number(Names names) const;
  std::optional<bool> boolean(Names names) const;
  // Tell whether something about a model stands here.
  bool is_about_models() const;

 private:
  json::Value list_;
};

// A point in time in nanoseconds; 0 means that there is none.
std::optional<base::UnixMicros> otlp_time(const json::Value& nanoseconds);
// An id in hex digits; empty when it is missing or all zeros.
std::string_view otlp_id(const json::Value& id);

}  // namespace trace::dialects
