#include "trace-export/target.h"

#include "base/error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::tools {
namespace {

// A device or a pipe takes the bytes itself: nothing may take its place. Throws for a folder.
bool is_special(const std::string& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0) return false;
  if (S_ISDIR(st.st_mode))
    throw base::Failure(base::Errc::cannot_create, "cannot create '" + path + "': it is a folder");
  return !S_ISREG(st.st_mode);
}

}  // namespace

Target::Target(const std::string& path) {
  if (path.empty() || path == "-") {
    sink_.emplace(STDOUT_FILENO, "standard output");
    return;
  }
  if (is_special(path)) {
    device_ = base::open_file(path, O_WRONLY);
    sink_.emplace(device_.get(), "'" + path + "'");
    return;
  }
  file_.emplace(path);
  sink_.emplace(file_->fd(), "'" + path + "'");
}

void Target::commit() {
  sink_->close();
  if (file_) file_->commit();
}

}  // namespace trace::tools
