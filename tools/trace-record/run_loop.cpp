#include "trace-record/run_loop.h"

#include "trace-record/process_tree.h"
#include "trace-record/reload.h"

#include "base/error.h"
#include "common/message.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace trace::tools {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{100};          // how often limits are looked at
constexpr milliseconds kUntilKill{5'000};   // from TERM to KILL
constexpr std::chrono::seconds kDrain{25};  // after a signal; what is left then is spooled
constexpr milliseconds kAfterEnd{300};      // silence after which a stream is left to descendants

// Copy what comes from two descriptors until both end; no recorder is left.
void copy_on(std::array<pollfd, 2> from) {
  std::array<char, 65'536> buffer;
  while (from[0].fd >= 0 || from[1].fd >= 0) {
    if (::poll(from.data(), from.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (from[i].fd < 0 || from[i].revents == 0) continue;
      const ssize_t size = ::read(from[i].fd, buffer.data(), buffer.size());
      const int to = i == 0 ? STDOUT_FILENO : STDERR_FILENO;
      const bool goes_on =
          size > 0 && ::write(to, buffer.data(), static_cast<std::size_t>(size)) == size;
      if (!goes_on && !(size < 0 && errno == EINTR)) from[i].fd = -1;
    }
  }
}

}  // namespace

RunLoop::RunLoop(VerbContext& context, ChildSignals& signals, ChildProcess& child,
                 Recording* recording)
    : context_(context),
      limits_(context.options().limits),
      signals_(signals),
      child_(child),
      recording_(recording),
      has_input_(recording != nullptr) {
  if (recording_ != nullptr)
    recording_->while_waiting([this] {
      hear_signals();
      hurry();
    });
}

RunOutcome RunLoop::run() {
  while (!is_over()) {
    if (has_input_) has_input_ = pump();
    if (!has_input_) signals_.wait(static_cast<int>(kLook.count()));
    hear_signals();
    answer_signals();
    if (!status_) take_breach();
  }
  hurry();
  // It may have ended before the line was read.
  if (breach_ == Breach::none && recording_ != nullptr && recording_->must_stop())
    breach_ = Breach::refused;
  return outcome_of(*status_, breach_);
}

// A recorder in trouble must not be the end of the child: what it writes goes on without us.
bool RunLoop::pump() {
  try {
    return recording_->pump(signals_.fd(), kLook);
  } catch (const base::Failure& failure) {
    cli::print_message("trace-record", failure.what());
    leave_streams();
    return false;
  }
}

// Also while the output of the child waits for room: then nothing may be added to the recording.
void RunLoop::hear_signals() {
  while (const auto event = signals_.next()) {
    if (event->number == SIGCHLD) {
      static_cast<void>(child_.ended());
      reap_children(child_.pid());
      continue;
    }
    const bool is_ours = recording_ != nullptr && has_input_;
    if (is_ours && event->number == SIGUSR1) must_flush_ = true;
    if (is_ours && event->number == SIGUSR2) must_reload_ = true;
    if (is_ours && (event->number == SIGUSR1 || event->number == SIGUSR2)) continue;
    was_asked_to_end_ |= event->number != SIGWINCH;
    if (event->number == SIGWINCH) child_.resize();
    // A key of the terminal was heard by the child itself; a new size is there only now.
    if (!event->is_from_terminal || event->number == SIGWINCH) child_.kill(event->number);
  }
}

// The child decides when it ends; from then on, and where it waits for us, time is short.
void RunLoop::hurry() {
  if (recording_ == nullptr || !was_asked_to_end_ || std::exchange(hurries_, true)) return;
  recording_->hurry(kDrain);
}

void RunLoop::answer_signals() {
  if (std::exchange(must_reload_, false)) reload(context_, *recording_);
  if (std::exchange(must_flush_, false)) recording_->flush();
}

void RunLoop::take_breach() {
  if (breach_ == Breach::none) {
    breach_ = limits_.check(recording_);
    if (breach_ == Breach::none) return;
    child_.kill_tree(SIGTERM);
    child_.kill_tree(SIGCONT);
    kill_at_ = Steady::now() + kUntilKill;
  }
  if (was_killed_ || Steady::now() < kill_at_) return;
  was_killed_ = true;
  child_.kill_tree(SIGKILL);
}

bool RunLoop::is_over() {
  if (!status_) {
    status_ = child_.ended();
    ended_at_ = Steady::now();
  }
  if (!status_ || !has_input_) return status_.has_value();
  // The streams stay open when something that the child started keeps them.
  return Steady::now() - ended_at_ >= kAfterEnd && recording_->silence() >= kAfterEnd;
}

void RunLoop::leave_streams() {
  if (!has_input_ || recording_ == nullptr) return;
  const pid_t pid = ::fork();
  if (pid != 0) return;
  copy_on({pollfd{child_.stdout_fd(), POLLIN, 0}, pollfd{child_.stderr_fd(), POLLIN, 0}});
  ::_exit(0);
}

}  // namespace trace::tools
