// States of traces, runs and jobs, and of requests: types inside, text only at the edges.
// One state machine: queued -> running -> one end state; an end state is final. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::model {

// Values are stored (schema.sql, traces.status).
enum class RunStatus : std::uint8_t {
  queued,
  running,
  success,
  error,
  timeout,
  canceled,
  abandoned
};

// How a trace came to its end. A provisional end (the reaper's, or a guess at the end of input)
// gives way once to a reported one. Values are stored (traces.ending).
enum class Ending : std::uint8_t { open, provisional, reported };

// Values are stored (requests.status).
enum class RequestStatus : std::uint8_t { success, error, quota_exceeded, canceled };

// Values are stored (events.level).
enum class Level : std::uint8_t { debug, info, warn, error };

// Values are stored (traces.trace_level): trace and usage only; events without payload; everything.
enum class Keep : std::uint8_t { summary, events, full };

// Tell whether a trace in `from` may go to `to`: forward only, one end state.
bool may_follow(RunStatus from, RunStatus to) noexcept;
// Tell whether `status` is an end state.
bool is_end(RunStatus status) noexcept;

// Wire spelling, e.g. "success".
std::string_view name(RunStatus status) noexcept;
std::string_view name(RequestStatus status) noexcept;
std::string_view name(Level level) noexcept;
std::string_view name(Keep keep) noexcept;

// Read a wire spelling; old names too (pending, succeeded, failed, warning, fatal …).
std::optional<RunStatus> parse_run_status(std::string_view text) noexcept;
std::optional<RequestStatus> parse_request_status(std::string_view text) noexcept;
std::optional<Level> parse_level(std::string_view text) noexcept;
std::optional<Keep> parse_keep(std::string_view text) noexcept;

}  // namespace trace::model
