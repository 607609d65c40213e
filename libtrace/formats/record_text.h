// The pieces that lines of the record format are made of: members that are left out when there is
// nothing to say. Internal to native_lines. One thread.
#pragma once

#include "base/time.h"
#include "model/event_row.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace::formats {

class RecordText {
 public:
  // Append `{"kind":…` to `out`, which must outlive this; the closing bracket is the caller's.
  RecordText(std::string& out, std::string_view kind);

  // Append `,"key":` and return the text, for a value.
  std::string& key(std::string_view name);
  void text(std::string_view name, std::string_view value);
  void number(std::string_view name, const std::optional<std::int64_t>& value);
  void truth(std::string_view name, const std::optional<bool>& value);
  void time(std::string_view name, const std::optional<base::UnixMicros>& value);
  // Append JSON text; a string when it is none.
  void json(std::string_view name, std::string_view value);
  // Append the members of an object as members of the record.
  void members(std::string_view object);

 private:
  std::string& out_;
};

// Append message, payload and unknown keys of an event, each with its comma.
void append_event_body(std::string& out, const model::EventRow& event);

// Append message and unknown keys of a native line without its payload, as far as they are there.
void append_native_keys(std::string& out, const model::EventRow& event);

// Append two lower-case hexadecimal digits a byte.
void append_hex(std::string& out, std::string_view bytes);

}  // namespace trace::formats
