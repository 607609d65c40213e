// What every verb of trace-record works with: the store and its settings, the clock, the switch,
// the enclosing trace, and the way into the store. What is costly is made when it is first asked
// for. For the main thread.
#pragma once

#include "trace-record/options.h"

#include "base/time.h"
#include "common/command.h"
#include "common/environment.h"
#include "common/exit_code.h"
#include "ingest/batch.h"
#include "ingest/switch.h"
#include "store/delivery.h"
#include "store/settings.h"
#include "store/sqlite.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace trace::tools {

class VerbContext {
 public:
  VerbContext(RecordOptions& options, cli::Command& command);

  const RecordOptions& options() const { return options_; }
  RecordOptions& options() { return options_; }
  const cli::Command& command() const { return command_; }
  const cli::Environment& environment() const { return environment_; }
  const std::string& path() const { return path_; }
  base::UnixMicros now() const { return clock_->now(); }

  // The store as it is, or null where there is none yet or it cannot be read now (busy).
  store::Database* reader();
  const store::Settings& settings();
  // Give the options that nothing stronger has set their values from the settings.
  void adopt_settings() { adopt_settings(command_); }
  void adopt_settings(cli::Command& command);
  // Is a new trace recorded? Remembers the answer for the session when --remember asks for it.
  // Throws Failure bad_usage or configuration.
  ingest::SwitchDecision decide();
  // Tell whether the main switches are off: then log has nothing to do.
  bool is_switched_off();
  // The trace that encloses this process (TRACE_ID, else TRACEPARENT); empty: recording is off
  // there; nothing: there is none.
  std::optional<std::string> enclosing_trace() const;
  // Leave TRACE_ID and TRACEPARENT out of environment(): the parent is known otherwise.
  void forget_enclosing_trace();

  // Write a batch: `ok`, `waiting` when it went to the spool, `io` when no place took it, which was
  // said on stderr.
  cli::Exit deliver(const ingest::Batch& batch);
  // Ends that came second, of all that was delivered.
  std::int64_t duplicate_finishes() const;
  // Close the store: before a fork.
  void close();
  // Read the settings anew when they are asked for next.
  void forget_settings();
  // The store for changes of settings. Throws Failure.
  store::Database open_for_writing() const;

  // Print a line on stderr, unless --quiet; only with --verbose.
  void say(std::string_view text) const;
  void tell(std::string_view text) const;

 private:
  ingest::SwitchInputs switch_inputs();
  void remember(const ingest::SwitchDecision& decision);

  RecordOptions& options_;
  cli::Command& command_;
  cli::Environment environment_;
  std::unique_ptr<base::Clock> clock_;
  std::string path_;
  bool was_opened_ = false;
  std::optional<store::Database> reader_;
  std::optional<store::Settings> settings_;
  std::unique_ptr<store::Delivery> delivery_;
};

}  // namespace trace::tools
