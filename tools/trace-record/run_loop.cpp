#include "trace-record/run_loop.h"

#include "base/error.h"
#include "common/message.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace trace::tools {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{100};         // how often limits are looked at
constexpr milliseconds kUntilKill{5'000};  // from TERM to KILL
constexpr milliseconds kAfterEnd{300};     // silence after which a stream is left to descendants

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

RunLoop::RunLoop(const LimitOptions& limits, ChildSignals& signals, ChildProcess& child,
                 Recording* recording)
    : limits_(limits),
      signals_(signals),
      child_(child),
      recording_(recording),
      has_input_(recording != nullptr) {}

RunOutcome RunLoop::run() {
  while (!is_over()) {
    if (has_input_) has_input_ = pump();
    if (!has_input_) signals_.wait(static_cast<int>(kLook.count()));
    take_signals();
    if (!status_) take_breach();
  }
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

void RunLoop::take_signals() {
  while (const auto event = signals_.next()) {
    if (event->number == SIGCHLD) continue;
    if (event->number == SIGWINCH) child_.resize();
    // A key of the terminal was heard by the child itself; a new size is there only now.
    if (!event->is_from_terminal || event->number == SIGWINCH) child_.kill(event->number);
  }
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
