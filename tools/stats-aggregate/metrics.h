// What is counted of a group: every metric by its JSON key. Immutable: safe on any thread.
#pragma once

#include "store/usage_part.h"
#include "store/usage_tally.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trace::tools {

// A metric as JSON text; nothing when it is not known.
using Number = std::optional<std::string>;

enum class Unit { count, dollars, rate, milliseconds };

struct Metric {
  std::string_view key, title;
  Unit unit;
  int priority;             // in a narrow table
  store::UsageParts parts;  // what it is made of
  Number (*read)(store::UsageTally&);
};

// The number of a metric as people read it, and the head above it, which does not name the unit.
std::string at_a_glance(const Metric& metric, const Number& number);
std::string_view short_title(const Metric& metric) noexcept;

// All metrics in the order in which rows show them.
std::span<const Metric> metrics() noexcept;

}  // namespace trace::tools
