// Word of files that are written and of files and folders that appear below some folders (inotify).
// Not for what changed in them. One object belongs to one thread.
#pragma once

#include "base/fd.h"

#include <map>
#include <set>
#include <string>

namespace trace::sources {

// What happened since the last look.
struct FolderChanges {
  std::set<std::string> files;  // paths that were written or appeared
  bool has_new_folders = false;
  bool has_gaps = false;  // more happened than was told: look everywhere
};

class FolderWatch {
 public:
  // Throws Failure io when the system gives no more of these.
  FolderWatch();
  // Readable when something happened.
  int fd() const noexcept { return fd_.get(); }
  // Watch a folder, not those below it; one that is not there or cannot be read is passed over.
  void add(const std::string& folder);
  // What happened; never waits.
  FolderChanges take();

 private:
  base::Fd fd_;
  std::map<int, std::string> folders_;
  std::set<std::string> watched_;
};

}  // namespace trace::sources
