#include "trace-record/record.h"

#include "trace-record/process_tree.h"
#include "trace-record/recording.h"
#include "trace-record/reload.h"
#include "trace-record/signals.h"
#include "trace-record/spawn_shell.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/message.h"
#include "common/progress.h"
#include "model/ids.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace trace::tools {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::chrono::seconds kDrain{25};  // after a signal; what is left then is spooled
constexpr std::chrono::seconds kReadOn{5};  // after a signal the input may still come to its end

std::optional<std::uint64_t> stdin_size() {
  struct stat st {};
  if (::fstat(STDIN_FILENO, &st) != 0 || !S_ISREG(st.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(st.st_size);
}

// Behind an agent that speaks for itself nobody waits for an end: a file is long work, a pipe is
// not.
cli::When progress_of(const RecordOptions& options) {
  const bool is_long_work = stdin_size() || options.progress != cli::When::automatic;
  return is_long_work ? options.progress : cli::When::never;
}

// The state of the loop over one stdin.
class Loop {
 public:
  Loop(VerbContext& context, Recording& recording, Signals& signals)
      : context_(context),
        options_(context.options()),
        recording_(recording),
        signals_(signals),
        progress_(progress_of(options_), stdin_size()) {
    recording_.while_waiting([this] { hear_signals(); });
  }

  // Run until the input ends, a limit or a signal does.
  RecordingEnd run() {
    while (!is_over() && recording_.pump(signals_.fd(), milliseconds(200))) {
      hear_signals();
      answer_signals();
      reap_now_and_then();
      check_idle();
      check_budget();
      if (timed_out()) break;
      const auto so_far = recording_.progress();
      progress_.look(so_far.rows, so_far.bytes);
    }
    progress_.finish();
    return end_;
  }
  int signal() const { return signal_; }
  bool is_over_budget() const { return over_budget_; }
  bool has_timed_out() const { return timed_out_; }

 private:
  bool is_over() const {
    return recording_.must_stop() || signals_seen_ > 1 ||
           (signal_ != 0 && Steady::now() >= give_up_);
  }

  // Also while the input waits for room: then nothing may be added to the recording.
  void hear_signals() {
    while (const auto number = signals_.next()) {
      if (*number == SIGUSR1) must_flush_ = true;
      if (*number == SIGUSR2) must_reload_ = true;
      if (*number == SIGUSR1 || *number == SIGUSR2) continue;
      // The rest goes to the spool in time to be done when all must be.
      recording_.hurry(signals_seen_++ == 0 ? kDrain : std::chrono::seconds{0});
      if (signal_ != 0) continue;
      signal_ = *number;
      give_up_ = Steady::now() + kReadOn;
      end_ = {model::RunStatus::canceled, "canceled", "ended by a signal"};
    }
  }

  void answer_signals() {
    if (std::exchange(must_reload_, false)) reload(context_, recording_);
    if (std::exchange(must_flush_, false)) recording_.flush();
  }

  // --on-idle commands, and as process 1 of a container whatever lost its parent.
  void reap_now_and_then() {
    if (Steady::now() - reaped_ < std::chrono::seconds{1}) return;
    reaped_ = Steady::now();
    reap_children(0);
  }

  void check_idle() {
    const auto& limit = options_.limits.idle_timeout;
    if (!limit || limit->v <= 0) return;
    const bool is_idle = recording_.silence() >= milliseconds(limit->v);
    if (is_idle && !was_idle_) {
      recording_.note("idle", model::Level::warn,
                      "no input for " + std::to_string(limit->v) + " ms");
      if (!options_.limits.on_idle.empty()) spawn_shell(options_.limits.on_idle);
    }
    was_idle_ = is_idle;
  }

  void check_budget() {
    const auto& limits = options_.limits;
    if (over_budget_) return;
    const bool cost = limits.max_cost && recording_.cost_usd() > *limits.max_cost;
    const bool tokens = limits.max_tokens && recording_.tokens() > *limits.max_tokens;
    if (!cost && !tokens) return;
    over_budget_ = true;
    recording_.note(
        "budget_exceeded", model::Level::error,
        cost ? "the run costs more than --max-cost" : "the run takes more than --max-tokens");
  }

  bool timed_out() {
    const auto& limit = options_.limits.timeout;
    timed_out_ = limit && Steady::now() - started_ >= milliseconds(limit->v);
    if (!timed_out_) return false;
    end_ = {model::RunStatus::timeout, "timeout", "longer than --timeout"};
    recording_.note("timeout", model::Level::warn,
                    "the input takes longer than --timeout; the rest is not recorded");
    return true;
  }

  VerbContext& context_;
  const RecordOptions& options_;
  Recording& recording_;
  Signals& signals_;
  cli::Progress progress_;
  RecordingEnd end_;
  Steady::time_point started_ = Steady::now(), give_up_, reaped_;
  int signal_ = 0, signals_seen_ = 0;
  bool was_idle_ = false, over_budget_ = false, timed_out_ = false, must_flush_ = false,
       must_reload_ = false;
};

// End the way the signal would have ended us: shells then see 128+n.
int end_by_signal(int number) { return 128 + number; }

}  // namespace

int pass_through(const RecordOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);
  std::array<char, 65536> buffer{};
  bool writes = options.input.tee;
  for (;;) {
    const ssize_t n = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return 0;
    if (!writes) continue;
    try {
      base::write_all(STDOUT_FILENO, {buffer.data(), static_cast<std::size_t>(n)}, "stdout");
    } catch (const base::Failure&) {
      if (errno != EPIPE) throw;
      writes = false;
    }
  }
}

int record(VerbContext& context, std::string_view switch_source) {
  const RecordOptions& options = context.options();
  if (!options.fields.id.empty() && !model::is_acceptable_id(options.fields.id))
    throw base::Failure(base::Errc::bad_usage,
                        "option '--id': an id is 1 to 200 characters without blanks");
  Signals signals;
  RecordingSpec spec;
  spec.streams.push_back(
      {STDIN_FILENO, options.input.tee ? STDOUT_FILENO : -1, 0, "stdin", options.input.format});
  spec.trace = options.input.format == "native" ? std::string{} : options.fields.id;
  spec.switch_source = switch_source;
  spec.prints_ids = !options.input.tee;
  Recording recording(options, context.environment(), std::move(spec));
  Loop loop(context, recording, signals);
  auto end = loop.run();
  if (!end.status && !recording.could_read())
    end = {model::RunStatus::error, "input_failed", "the input could not be read"};
  if (!end.status && recording.must_stop())
    end = {model::RunStatus::error, "input_refused", "a line was not understood (--strict)"};
  const int code = recording.finish(end);
  if (loop.has_timed_out()) pass_through(options);
  if (loop.signal() != 0) return end_by_signal(loop.signal());
  if (code == 0 && loop.is_over_budget()) return 1;
  return code;
}

}  // namespace trace::tools
