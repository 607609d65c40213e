// One recorded event as a reader sees it: its columns, and the bytes of the frame that it lies in.
// Not for writing. Views live until the reader that made the row goes on to the next one; a row
// belongs to one thread.
#pragma once

#include "base/time.h"
#include "model/status.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace trace::model {

// Bits of events.flags (schema.sql).
struct EventFlag {
  static constexpr std::uint32_t not_parsed = 1;     // its bytes are no JSON
  static constexpr std::uint32_t in_pieces = 2;      // more bytes in chunks
  static constexpr std::uint32_t cut = 4;            // --max-payload
  static constexpr std::uint32_t sanitized = 8;      // something was replaced
  static constexpr std::uint32_t arrival_time = 16;  // `at` is when it came
  static constexpr std::uint32_t native = 32;        // the frame is a native `event` line
  static constexpr std::uint32_t text = 64;          // a line of text
  static constexpr std::uint32_t not_kept = 128;     // its bytes were not kept
  static constexpr std::uint32_t file_time = 256;    // `at` is the time of the file it stood in
  // Its run's stream and its session file both tell of it, under the same type and key.
  static constexpr std::uint32_t told_twice = 512;
};

// Hands the bytes of a payload on, piece by piece.
using PieceOut = std::function<void(std::string_view)>;

struct EventRow {
  std::string_view trace;  // the id of the trace
  std::int64_t seq = 0;
  std::string_view uid;  // 16 bytes
  base::UnixMicros at;
  std::string_view type;
  Level level = Level::info;
  std::uint32_t flags = 0;
  // All bytes of the line or SSE event; none: not kept. Of a long one only the first piece.
  std::optional<std::string_view> frame;
  std::optional<std::size_t> offset, size;  // the part of the frame that is the payload
  std::optional<std::int64_t> duration_ms;
  std::string_view tool;
  std::optional<std::int64_t> key;  // what the lines of one message or one call share

  // Set where the frame was too long to be joined: walks the bytes of the payload, any time while
  // the row lives.
  std::function<void(const PieceOut&)> long_payload;

  bool has(std::uint32_t flag) const noexcept { return (flags & flag) != 0; }
  // The bytes of the payload; empty when none were kept or a native line has none.
  std::string_view payload() const noexcept {
    if (!frame) return {};
    if (!size) return has(EventFlag::native) ? std::string_view{} : *frame;
    const std::size_t from = offset.value_or(0);
    return from > frame->size() ? std::string_view{} : frame->substr(from, *size);
  }
};

}  // namespace trace::model
