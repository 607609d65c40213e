// Owned file descriptors, reads and writes that go on after signals, files that appear whole or not
// at all. Errors of the system are thrown as Failure. An object belongs to one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace trace::base {

// Owns a file descriptor; the destructor closes it without a word.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { reset(); }
  int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }
  int release() noexcept { return std::exchange(fd_, -1); }
  void reset() noexcept;

 private:
  int fd_ = -1;
};

// Open with O_CLOEXEC; throws Failure (not_found, permission, io, cannot_create with O_CREAT)
// naming `path`.
Fd open_file(const std::string& path, int flags, unsigned mode = 0600);
// Write all bytes; throws Failure io or full.
void write_all(int fd, std::string_view bytes, const char* what);
// The whole file; throws Failure; Errc::full when it is longer than `max_bytes`.
std::string read_file(const std::string& path, std::size_t max_bytes);
// Make the parents of `path` (0700) and the file itself (0600) when they are not there. No symlink
// is followed at the last component. Throws Failure cannot_create or permission (a file that is
// there belongs to somebody else).
void create_private_file(const std::string& path);
// Make a folder and its parents, 0700. Throws Failure cannot_create.
void create_private_folder(const std::string& path);
// Throw the Failure that fits `error` (an errno).
[[noreturn]] void throw_system(int error, const std::string& what);

// A file that takes the place of `path` at commit(), or vanishes.
class AtomicFile {
 public:
  // The temporary file lies beside `path`, mode 0600 or that of the file that is there. It has no
  // name until commit() where the file system can do that: a killed process leaves nothing.
  explicit AtomicFile(std::string path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();
  int fd() const noexcept { return fd_.get(); }
  // fsync, then rename. Throws Failure.
  void commit();

 private:
  std::string path_, temporary_;
  Fd fd_;
  bool has_name_ = false;  // the temporary file
};

}  // namespace trace::base
