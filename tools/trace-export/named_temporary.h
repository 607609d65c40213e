// A file beside its target that others write by its name (SQLite), and that takes the place of the
// target or vanishes: also when INT, TERM or HUP ends the process. One at a time; for the main
// thread.
#pragma once

#include <string>

namespace trace::tools {

class NamedTemporary {
 public:
  // Make the file, empty, 0600. Throws Failure cannot_create.
  explicit NamedTemporary(std::string target);
  NamedTemporary(const NamedTemporary&) = delete;
  NamedTemporary& operator=(const NamedTemporary&) = delete;
  ~NamedTemporary();

  const std::string& path() const noexcept { return path_; }
  // Make it durable and rename it. Throws Failure.
  void commit();

 private:
  std::string target_, path_;
  bool is_there_ = true;
};

}  // namespace trace::tools
