// Runs the command that takes batches (--sink) and says what its exit code means. For the main
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace trace::tools {

// refused: these bytes will never be taken; unavailable: later perhaps; broken: the command itself
// cannot be run.
enum class Verdict : std::uint8_t { taken, refused, unavailable, broken };

// What the exit status of a sink means; 128+n stands for signal n. Temporary are 69 and 75
// (sysexits), what curl says about names, connections and time (5, 6, 7, 16, 18, 28, 35, 52, 55,
// 56), 255 of ssh and every signal; 126 and 127 are the shell's.
Verdict verdict_of(int exit_code) noexcept;

struct SinkCall {
  std::string batch_id;
  std::size_t rows = 0;
};

// Run `command` with sh, `input` as its stdin, TRACE_BATCH_ID and TRACE_BATCH_ROWS in its
// environment; return its exit status. Throws Failure io when no process can be made.
int run_sink(const std::string& command, int input, const SinkCall& call);

}  // namespace trace::tools
