// The progress line on stderr: rows, bytes, rate and, where the size is known, the time left.
// It appears after a second and is gone at the end. For the thread that counts.
#pragma once

#include "common/environment.h"
#include "common/shared_options.h"

#include <cstdint>
#include <optional>
#include <string>

namespace trace::cli {

struct ProgressCount {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> total_bytes;
};

// Return the line: "1,234 rows  5.6 MiB  2.3 MiB/s  12 s left". `elapsed_ms` is above 0.
std::string progress_text(const ProgressCount& count, std::int64_t elapsed_ms);

class Progress {
 public:
  // Decide whether there will be a line on stderr; `auto` asks for a terminal.
  explicit Progress(When when, std::optional<std::uint64_t> total_bytes = std::nullopt);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { finish(); }

  // Show how far it is; cheap to call often: it looks at the clock every 16th time.
  void update(std::uint64_t rows, std::uint64_t bytes);
  // The same for who calls a few times a second: it looks at the clock each time.
  void look(std::uint64_t rows, std::uint64_t bytes);
  // Take the line away.
  void finish();

 private:
  void draw(std::int64_t now_ms);

  ProgressCount count_;
  std::int64_t start_ms_ = 0;
  std::int64_t next_ms_ = 0;
  std::uint32_t calls_ = 0;
  bool active_ = false;
  bool drawn_ = false;
};

}  // namespace trace::cli
