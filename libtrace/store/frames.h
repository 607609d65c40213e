// The bytes of inputs as they were read and sanitized: frame by frame, pieces joined, repeated
// lines looked up where they were kept first. Flat memory: one row at a time. Not for events
// (event_rows.h). Belongs to the thread of its Database.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <memory>
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
  // The same for inputs whose frames lie in a store and its archives; the rows have the same
  // numbers in all.
  explicit Frames(std::span<Database* const> places);
  ~Frames();
  // Return the inputs that these traces (row ids) came from, in order of arrival.
  std::vector<std::int64_t> inputs_of(std::span<const std::int64_t> traces);
  // Return all inputs, in order of arrival.
  std::vector<std::int64_t> all_inputs();
  // Hand the bytes of one input to `out`, newlines included, and say what is not there.
  FrameGaps walk(std::int64_t input, const Out& out);

 private:
  struct Place;
  struct Walk;
  struct Repeat {
    std::int64_t n = 0, count = 0, of = 0;
    Place* place = nullptr;
  };
  struct Head;
  Head head_of(std::int64_t input);
  void own_frame(const Row& row, Place& place, Walk& walk);
  void repeat(const Repeat& span, Walk& walk);
  void frame(const Row& row, Place& place, Walk& walk);
  std::vector<Repeat> repeats_of(std::int64_t input);
  void walk_own(const Head& head, Walk& walk);

  std::vector<std::unique_ptr<Place>> places_;
};

}  // namespace trace::store
