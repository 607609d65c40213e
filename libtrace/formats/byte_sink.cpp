#include "formats/byte_sink.h"

#include "base/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace trace::formats {
namespace {

[[noreturn]] void refuse(const std::string& name, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  throw base::Failure(full ? base::Errc::full : base::Errc::io,
                      "cannot write to " + name + ": " + std::strerror(error));
}

}  // namespace

void ByteSink::flush() {
  if (buffer_.empty()) return;
  drain(buffer_);
  buffer_.clear();
}

void ByteSink::close() {
  flush();
  finish();
}

FdSink::FdSink(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

void FdSink::drain(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      refuse(name_, errno);
    }
  }
}

// A network file system tells of a full disk only when the file is closed; a duplicate can be
// closed without taking the descriptor from its owner.
void FdSink::finish() {
  const int copy = ::fcntl(fd_, F_DUPFD_CLOEXEC, 3);
  if (copy >= 0 && ::close(copy) != 0 && errno != EINTR) refuse(name_, errno);
}

}  // namespace trace::formats
