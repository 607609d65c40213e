#include "trace-record/run_limits.h"

#include "trace-record/spawn_shell.h"

#include "common/value.h"

namespace trace::tools {

using std::chrono::milliseconds;

Breach RunLimits::check(Recording* recording) {
  if (breach_ != Breach::none) return breach_;
  if (recording != nullptr) check_idle(*recording);
  const auto elapsed = std::chrono::steady_clock::now() - started_;
  const bool is_late = limits_.timeout && elapsed >= milliseconds(limits_.timeout->v);
  if (is_late) breach_ = Breach::timeout;
  if (breach_ == Breach::none && recording != nullptr && is_over_budget(*recording))
    breach_ = Breach::budget;
  if (breach_ == Breach::none && recording != nullptr && recording->must_stop())
    breach_ = Breach::refused;
  return breach_;
}

// Once a silence, not once a look.
void RunLimits::check_idle(Recording& recording) {
  const auto& limit = limits_.idle_timeout;
  if (!limit || limit->v <= 0) return;
  const bool is_idle = recording.silence() >= milliseconds(limit->v);
  if (is_idle && !was_idle_) {
    recording.note("idle", model::Level::warn, "no output for " + cli::show_duration(*limit));
    if (!limits_.on_idle.empty()) spawn_shell(limits_.on_idle);
  }
  was_idle_ = is_idle;
}

bool RunLimits::is_over_budget(Recording& recording) const {
  const bool cost = limits_.max_cost && recording.cost_usd() > *limits_.max_cost;
  const bool tokens = limits_.max_tokens && recording.tokens() > *limits_.max_tokens;
  if (cost || tokens)
    recording.note(
        "budget_exceeded", model::Level::error,
        cost ? "the run costs more than --max-cost" : "the run takes more than --max-tokens");
  return cost || tokens;
}

}  // namespace trace::tools
