#include "trace-export/target.h"

#include <unistd.h>

namespace trace::tools {

Target::Target(const std::string& path) {
  if (path.empty() || path == "-") {
    sink_.emplace(STDOUT_FILENO, "standard output");
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
