#include "ingest/batch.h"

namespace trace::ingest {
namespace {

std::size_t index_of(std::vector<std::string>& names, std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return i;
  names.emplace_back(name);
  return names.size() - 1;
}

}  // namespace

void Batch::clear() {
  bytes.clear();
  rows.clear();
  changes.clear();
  traces.clear();
  inputs.clear();
  types.clear();
  tools.clear();
  last_line = 0;
  is_urgent = false;
  first_at = {};
}

std::uint32_t Batch::trace_index(std::string_view id) {
  if (id.empty()) return EventRow::kNone;
  return static_cast<std::uint32_t>(index_of(traces, id));
}
std::uint32_t Batch::input_index(std::string_view uid) {
  if (uid.empty()) return EventRow::kNone;
  return static_cast<std::uint32_t>(index_of(inputs, uid));
}
std::uint16_t Batch::type_index(std::string_view name) {
  return static_cast<std::uint16_t>(index_of(types, name));
}
std::uint16_t Batch::tool_index(std::string_view name) {
  if (name.empty()) return 0;
  return static_cast<std::uint16_t>(index_of(tools, name) + 1);
}

Slice Batch::append(std::string_view data) {
  const Slice slice{static_cast<std::uint32_t>(bytes.size()),
                    static_cast<std::uint32_t>(data.size())};
  bytes.append(data);
  return slice;
}

}  // namespace trace::ingest
