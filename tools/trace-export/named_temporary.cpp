#include "trace-export/named_temporary.h"

#include "base/error.h"
#include "base/fd.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace trace::tools {
namespace {

// A handler sees nothing else than what stands here; the text outlives what it points to.
std::atomic<const char*> doomed{nullptr};

extern "C" void remove_and_die(int signal) {
  if (const char* path = doomed.load()) ::unlink(path);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void handle_signals(void (*handler)(int)) {
  for (const int signal : std::array{SIGINT, SIGTERM, SIGHUP}) std::signal(signal, handler);
}

}  // namespace

NamedTemporary::NamedTemporary(std::string target)
    : target_(std::move(target)), path_(target_ + ".XXXXXX") {
  struct stat st {};
  if (::stat(target_.c_str(), &st) == 0 && !S_ISREG(st.st_mode))
    throw base::Failure(base::Errc::cannot_create,
                        "cannot create '" + target_ + "': it is no ordinary file");
  const base::Fd fd(::mkostemp(path_.data(), O_CLOEXEC));
  if (!fd && errno == ENOENT)
    throw base::Failure(base::Errc::cannot_create,
                        "cannot create '" + target_ + "': no such folder");
  if (!fd) base::throw_system(errno, "cannot create '" + target_ + "'");
  doomed = path_.c_str();
  handle_signals(remove_and_die);
}

NamedTemporary::~NamedTemporary() {
  handle_signals(SIG_DFL);
  doomed = nullptr;
  if (is_there_) ::unlink(path_.c_str());
}

void NamedTemporary::commit() {
  const base::Fd fd = base::open_file(path_, O_RDWR);
  if (::fsync(fd.get()) != 0 || ::rename(path_.c_str(), target_.c_str()) != 0)
    base::throw_system(errno, "cannot write '" + target_ + "'");
  is_there_ = false;
}

}  // namespace trace::tools
