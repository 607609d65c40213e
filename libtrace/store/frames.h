// The bytes of inputs as they were read and sanitized: frame by frame, pieces joined, repeated
// lines looked up where they were kept first. Flat memory: one row at a time. Not for events
// (event_rows.h). Belongs to the thread of its Database.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace trace::store {

// What an input had and the store has not.
struct FrameGaps {
  std::int64_t withheld = 0;   // lines left out because conversation content is off
  std::int64_t missing = 0;    // lines whose bytes were not kept, or were deleted
  std::int64_t cut = 0;        // lines that were cut
  std::int64_t bytes_cut = 0;  // bytes that were cut off them
  FrameGaps& operator+=(const FrameGaps& other) noexcept;
};

class Frames {
 public:
  using Out = std::function<void(std::string_view)>;

  // `db` must outlive this.
  explicit Frames(Database& db);
  // Return the inputs that these traces (row ids) came from, in order of arrival.
  std::vector<std::int64_t> inputs_of(std::span<const std::int64_t> traces);
  // Return all inputs, in order of arrival.
  std::vector<std::int64_t> all_inputs();
  // Hand the bytes of one input to `out`, newlines included, and say what is not there.
  FrameGaps walk(std::int64_t input, const Out& out);

 private:
  struct Walk;
  struct Repeat {
    std::int64_t n = 0, count = 0, of = 0;
  };
  void own_frame(const Row& row, Walk& walk);
  void repeat(const Repeat& span, Walk& walk);
  void frame(const Row& row, std::int64_t input, Walk& walk);
  std::vector<Repeat> repeats_of(std::int64_t input);

  Database& db_;
  Statement input_, own_, repeats_, repeated_, pieces_;
};

}  // namespace trace::store
