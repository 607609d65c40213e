#include "trace-export/otlp_attributes.h"

#include <string>

namespace trace::tools {

OtlpAttributeList::OtlpAttributeList(json::Writer& out) : out_(out) {
  out_.key("attributes").begin_array();
}

json::Writer& OtlpAttributeList::begin(std::string_view key, std::string_view type) {
  return out_.begin_object().key("key").string(key).key("value").begin_object().key(type);
}

void OtlpAttributeList::text(std::string_view key, std::string_view value) {
  if (!value.empty()) begin(key, "stringValue").string(value).end_object().end_object();
}

// 64-bit integers are strings in the JSON of protocol buffers.
void OtlpAttributeList::number(std::string_view key, const std::optional<std::int64_t>& value) {
  if (value) begin(key, "intValue").string(std::to_string(*value)).end_object().end_object();
}

void OtlpAttributeList::real(std::string_view key, double value) {
  begin(key, "doubleValue").real(value).end_object().end_object();
}

void OtlpAttributeList::truth(std::string_view key, const std::optional<bool>& value) {
  if (value) begin(key, "boolValue").boolean(*value).end_object().end_object();
}

}  // namespace trace::tools
