#include "trace-record/signals.h"

#include "base/error.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace trace::tools {
namespace {

// A handler has no other way to the object: the write end of the pipe.
volatile sig_atomic_t pipe_end = -1;

extern "C" void tell(int number) {
  const int saved = errno;
  const auto byte = static_cast<unsigned char>(number);
  if (pipe_end >= 0 && ::write(pipe_end, &byte, 1) < 0) {
    // The pipe is full: earlier signals are told, that is enough.
  }
  errno = saved;
}

constexpr std::array kCaught{SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

}  // namespace

Signals::Signals() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    base::throw_system(errno, "cannot make a pipe");
  read_ = base::Fd(ends[0]);
  write_ = base::Fd(ends[1]);
  pipe_end = ends[1];
  struct sigaction action {};
  action.sa_handler = tell;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (const int number : kCaught) {
    struct sigaction before {};
    ::sigaction(number, nullptr, &before);
    // nohup and `&` in scripts hand down ignored signals: they stay ignored.
    if (before.sa_handler != SIG_IGN || number == SIGUSR1 || number == SIGUSR2)
      ::sigaction(number, &action, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

Signals::~Signals() { pipe_end = -1; }

std::optional<int> Signals::next() {
  unsigned char byte = 0;
  if (::read(read_.get(), &byte, 1) != 1) return std::nullopt;
  return byte;
}

}  // namespace trace::tools
