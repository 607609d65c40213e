// bench_sanitize FILE: what the sanitizer costs on the lines of FILE, as trace-record calls it: one
// scrub() a line, one thread. Prints the best of seven rounds: nanoseconds a line, MB/s, lines
// changed, then the slowest lines of one more round: p99.9 and max in microseconds.
#include "sanitize/sanitizer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double nanoseconds(Clock::duration time) {
  return std::chrono::duration<double, std::nano>(time).count();
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::vector<std::string_view> lines = lines_of(text);
  if (lines.empty()) return 1;
  const auto sanitizer = trace::sanitize::Sanitizer::compile({}).or_throw();
  std::string out;
  double best = 1e18;
  std::size_t changed = 0;
  for (int round = 0; round < 7; ++round) {
    changed = 0;
    const auto begin = Clock::now();
    for (const std::string_view line : lines) changed += sanitizer.scrub(line, out);
    best = std::min(best, nanoseconds(Clock::now() - begin));
  }
  std::vector<double> each;
  each.reserve(lines.size());
  for (const std::string_view line : lines) {
    const auto begin = Clock::now();
    changed += sanitizer.scrub(line, out) ? 0U : 0U;
    each.push_back(nanoseconds(Clock::now() - begin) / 1000);
  }
  std::sort(each.begin(), each.end());
  const double count = static_cast<double>(lines.size());
  std::printf("%.0f ns/line %.0f MB/s %zu of %zu changed p99.9 %.1f us max %.1f us\n", best / count,
              static_cast<double>(text.size()) / best * 1000, changed, lines.size(),
              each[static_cast<std::size_t>(0.999 * (count - 1))], each.back());
  return 0;
}
