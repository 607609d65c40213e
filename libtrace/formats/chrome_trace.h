// Entries of a Chrome trace (the JSON object format of the Trace Event Format document), as
// Perfetto reads it. A trace is a process; what overlaps goes to lanes of its own, because slices
// on one thread must nest. One thread.
#pragma once

#include "base/time.h"
#include "formats/byte_sink.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trace::formats {

enum class ChromeRow : std::uint8_t { steps, calls };

// Something that lasted, or happened.
struct ChromeSlice {
  ChromeRow row = ChromeRow::steps;
  std::string_view name, category;
  base::UnixMicros at;
  std::int64_t took_us = 0;
  std::string_view arguments = "{}";  // a JSON object
};

class ChromeTrace {
 public:
  // `sink` must outlive this.
  explicit ChromeTrace(ByteSink& sink) : sink_(sink) {}

  void begin();
  // Open and close a trace; slices of it come between. REQUIRES: times do not go back.
  void begin_process(std::int64_t pid, std::string_view name, base::UnixMicros at);
  void slice(std::int64_t pid, const ChromeSlice& slice);
  void end_process(std::int64_t pid, std::string_view name, base::UnixMicros at);
  void end();

 private:
  struct Lanes {
    std::vector<std::int64_t> free_at[2];  // of each row, when each lane is free again
  };
  std::string& entry(std::string_view phase, std::string_view name, base::UnixMicros at);
  void place(std::int64_t pid, std::int64_t tid);
  void name_of(std::string_view what, std::int64_t pid, std::int64_t tid, std::string_view name,
               base::UnixMicros at);
  std::int64_t lane_for(std::int64_t pid, const ChromeSlice& slice);

  ByteSink& sink_;
  bool first_ = true;
  std::unordered_map<std::int64_t, Lanes> open_;
};

}  // namespace trace::formats
