#include "trace-record/child_signals.h"

#include "base/error.h"

#include <cerrno>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace trace::tools {

ChildSignals::ChildSignals() {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCHLD, SIGWINCH})
    sigaddset(&ours, number);
  ::pthread_sigmask(SIG_BLOCK, &ours, &before_);
  fd_ = base::Fd(::signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd_) base::throw_system(errno, "cannot wait for signals");
  sigemptyset(&to_default_);
  for (const int number : {SIGPIPE, SIGXFSZ}) {
    struct sigaction before {};
    ::sigaction(number, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaddset(&to_default_, number);
    ::signal(number, SIG_IGN);
  }
}

ChildSignals::~ChildSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

std::optional<SignalEvent> ChildSignals::next() {
  signalfd_siginfo info{};
  if (::read(fd_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info))
    return std::nullopt;
  return SignalEvent{static_cast<int>(info.ssi_signo), info.ssi_code == SI_KERNEL};
}

void ChildSignals::wait(int milliseconds) const {
  pollfd ready{fd_.get(), POLLIN, 0};
  ::poll(&ready, 1, milliseconds);
}

}  // namespace trace::tools
