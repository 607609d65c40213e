// THE table of what can be read of each entity: the key of the record format, where the value lies
// and how it is to be read. Lists, filters, sorting and --where all go by it. Constant: safe on any
// thread.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace trace::store {

enum class Entity : std::uint8_t { trace, request, content };

// What the column holds, and so what a reader makes of it.
enum class FieldKind : std::uint8_t {
  number,
  text,
  json,  // JSON text
  time,  // microseconds since the epoch
  name,  // an id in dict
  run_status,
  request_status,
  level,
  keep,  // trace_level
  boolean,
  nano_usd,  // billionths of a dollar
  cost_source,
  usage,     // a sum over the requests of a trace, microscopic work per row (see TraceUsage)
  usage_usd  // the same in billionths of a dollar
};

struct Field {
  std::string_view key;
  std::string_view column;  // SQL on the aliases t (traces), r (requests), c (contents)
  FieldKind kind;
};

// The fields in the order in which JSON shows them.
std::span<const Field> fields_of(Entity entity);

// Find a field by its key; nullptr when there is none.
const Field* find_field(Entity entity, std::string_view key);

// The row's number, the time that lists go by, and the FROM clause of an entity.
std::string_view row_id_of(Entity entity);
std::string_view time_of(Entity entity);
std::string from_of(Entity entity, Database& db);

// SQL for what a person reads: names instead of ids, ISO times, dollars.
std::string readable(const Field& field);

// SQL that is never NULL and orders by the field; nothing when the key is unknown. Short names are
// understood: time, tokens, cost, duration, events, errors.
std::optional<std::string> sort_expression(Entity entity, std::string_view key);

}  // namespace trace::store
