// Is a trace recorded? One pure function of the settings, the environment, who asks and what was
// asked for. Not for finding these out (tools). Plain values: safe on any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::ingest {

// Where a program runs, as TRACE_ENV says.
enum class Stage : std::uint8_t { dev, prod };
// For which of them the setting `env` lets record.
enum class StageSetting : std::uint8_t { dev, prod, both };

// The settings of the store that decide.
struct SwitchSettings {
  bool enabled = true;          // `enabled`: the main switch
  bool tracker_enabled = true;  // `execution_tracker.enabled`: another one
  bool default_on = true;       // without a word from the user
  bool admin_only = false;      // only the owner of the store records
  StageSetting env = StageSetting::both;
};

struct SwitchInputs {
  SwitchSettings settings;
  std::optional<bool> flag;        // --trace, --no-trace
  std::optional<bool> variable;    // TRACE_ENABLED
  std::optional<bool> tracker;     // TRACE_EXECUTION_TRACKER_ENABLED
  std::optional<bool> remembered;  // --remember, of this session
  Stage stage = Stage::dev;
  bool is_admin = true;  // owns the store
};

// What decided, strongest first.
enum class SwitchSource : std::uint8_t { flag, env, session, settings, built_in };

struct SwitchDecision {
  bool record = true;
  SwitchSource source = SwitchSource::built_in;
  bool operator==(const SwitchDecision&) const = default;
};

// Decide. `--no-trace` always holds, `--trace` holds for those who may record at all; then the
// variables (a 0 wins), the main switches and the stage, the memory of the session, and at last the
// default.
SwitchDecision decide(const SwitchInputs& in) noexcept;

// The word for traces.switch_source: `flag`, `env`, `session`, `settings` or `default`.
std::string_view name(SwitchSource source) noexcept;

}  // namespace trace::ingest
