#include "common/progress.h"

#include "common/terminal.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace trace::cli {
namespace {

constexpr std::int64_t kQuietMs = 1000;
constexpr std::int64_t kEveryMs = 200;
constexpr std::uint32_t kLookEvery = 16;

std::int64_t monotonic_ms() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1000 + t.tv_nsec / 1'000'000;
}

std::string grouped(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string human_bytes(double bytes) {
  constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", bytes, kUnits[unit]);
  return text.data();
}

std::string human_seconds(double seconds) {
  const auto s = std::llround(seconds);
  if (s < 60) return std::to_string(s) + " s";
  if (s < 3600) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
  return std::to_string(s / 3600) + " h " + std::to_string(s % 3600 / 60) + " min";
}

void write_stderr(std::string_view text) {
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

std::string progress_text(const ProgressCount& count, std::int64_t elapsed_ms) {
  const double rate = static_cast<double>(count.bytes) * 1000.0 / static_cast<double>(elapsed_ms);
  std::string line =
      grouped(count.rows) + " rows  " + human_bytes(static_cast<double>(count.bytes));
  line += "  " + human_bytes(rate) + "/s";
  if (!count.total_bytes || *count.total_bytes <= count.bytes || rate <= 0) return line;
  const auto left = static_cast<double>(*count.total_bytes - count.bytes);
  return line + "  " + human_seconds(left / rate) + " left";
}

Progress::Progress(When when, std::optional<std::uint64_t> total_bytes) {
  active_ = when == When::always || (when == When::automatic && is_terminal(STDERR_FILENO));
  count_.total_bytes = total_bytes;
  if (!active_) return;
  start_ms_ = monotonic_ms();
  next_ms_ = start_ms_ + kQuietMs;
}

void Progress::update(std::uint64_t rows, std::uint64_t bytes) {
  if (active_ && ++calls_ % kLookEvery == 1) look(rows, bytes);
}

void Progress::look(std::uint64_t rows, std::uint64_t bytes) {
  if (!active_) return;
  count_.rows = rows;
  count_.bytes = bytes;
  const std::int64_t now = monotonic_ms();
  if (now >= next_ms_) draw(now);
}

void Progress::draw(std::int64_t now_ms) {
  write_stderr("\r" + progress_text(count_, now_ms - start_ms_) + "\x1b[K");
  next_ms_ = now_ms + kEveryMs;
  drawn_ = true;
}

void Progress::finish() {
  if (drawn_) write_stderr("\r\x1b[K");
  drawn_ = false;
  active_ = false;
}

}  // namespace trace::cli
