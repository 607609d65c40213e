// One record of Claude Code as its readers see it: a line, one of an array, or one inside another.
// Valid while the frame is read. Belongs to one thread.
#pragma once

#include "base/time.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

struct ClaudeLine {
  json::Value object;
  std::size_t shift = 0;  // bytes of the frame before the text that was parsed
  bool is_part = false;   // the frame holds more than this record
  base::UnixMicros at;
  bool has_time = false;   // `at` is the record's own time, not that of its arrival
  bool is_live = true;     // arrival says when things happened
  bool is_stored = false;  // of a session transcript
  std::deque<std::string>* names = nullptr;  // texts that events show; they live as long as those

  ingest::Slice part(const json::Value& value) const noexcept {
    return {static_cast<std::uint32_t>(shift + value.offset()),
            static_cast<std::uint32_t>(value.raw().size())};
  }
  // When it happened, if that is known.
  std::optional<base::UnixMicros> known_time() const noexcept {
    return has_time || is_live ? std::optional(at) : std::nullopt;
  }
  std::string_view keep(std::string text) const { return names->emplace_back(std::move(text)); }
};

}  // namespace trace::dialects
