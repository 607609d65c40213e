// The model calls of one Codex rollout, each counted once: a token_count line tells what the last
// call used and what the session used so far. Lines that say nothing new, and those that a fork
// repeats from its parent, are no calls. One object belongs to one run and thread.
#pragma once

#include "base/time.h"
#include "dialects/codex_usage.h"
#include "json/document.h"
#include "model/records.h"

#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class CodexCalls {
 public:
  // The model and effort of the calls that follow.
  void set_model(std::string_view model, std::string_view effort);
  const std::string& model() const noexcept { return model_; }
  // Lines of the same second as this one are repeated from another session.
  void replay_from(base::UnixMicros at) { replay_second_ = second_of(at); }
  // The model was given something to answer; it began to.
  void asked(base::UnixMicros at);
  void answering();
  // A token_count line at `at`; nothing when it is no call.
  std::optional<model::Request> count(const json::Value& payload, std::string_view trace,
                                      base::UnixMicros at);
  // A turn began; it is over, and its first call is known to have begun to answer after `ttft_ms`.
  void begin_turn() { first_.reset(); }
  std::optional<model::Request> end_turn(std::optional<std::int64_t> ttft_ms);

 private:
  static std::int64_t second_of(base::UnixMicros at) { return at.v / 1'000'000; }
  std::optional<CodexUsage> take(const json::Value& info);
  model::Request request(const CodexUsage& usage, std::string_view trace, base::UnixMicros at);

  std::string model_, effort_;
  CodexUsage total_;
  std::size_t counted_ = 0;
  base::UnixMicros asked_at_;
  bool is_asked_ = false;  // since the last call
  std::optional<base::UnixMicros> began_;
  std::optional<std::int64_t> replay_second_;
  std::optional<model::Request> first_;  // of the turn
};

}  // namespace trace::dialects
