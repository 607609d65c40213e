// Attributes as OTLP/JSON writes them: {key, value} with a typed value. What is missing is left
// out. One thread.
#pragma once

#include "json/writer.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::tools {

class OtlpAttributeList {
 public:
  // Begin `"attributes":[`; end() closes it. `out` must outlive this.
  explicit OtlpAttributeList(json::Writer& out);
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, const std::optional<std::int64_t>& value);
  void real(std::string_view key, double value);
  void truth(std::string_view key, const std::optional<bool>& value);
  void end() { out_.end_array(); }

 private:
  json::Writer& begin(std::string_view key, std::string_view type);

  json::Writer& out_;
};

}  // namespace trace::tools
