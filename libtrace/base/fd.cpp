#include "base/fd.h"

#include "base/error.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::base {

void throw_system(int error, const std::string& what) {
  const std::string message = what + ": " + std::strerror(error);
  switch (error) {
    case ENOENT:
      throw Failure(Errc::not_found, message);
    case EACCES:
    case EPERM:
    case EROFS:
      throw Failure(Errc::permission, message);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      throw Failure(Errc::full, message);
    case EISDIR:
    case ENOTDIR:
    case ELOOP:
      throw Failure(Errc::cannot_create, message);
    default:
      throw Failure(Errc::io, message);
  }
}

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Fd::reset() noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Fd open_file(const std::string& path, int flags, unsigned mode) {
  int fd = -1;
  do fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) throw_system(errno, "cannot open '" + path + "'");
  return Fd(fd);
}

void write_all(int fd, std::string_view bytes, const char* what) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_system(errno, std::string("cannot write ") + what);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string read_file(const std::string& path, std::size_t max_bytes) {
  const Fd fd = open_file(path, O_RDONLY);
  std::string out;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_system(errno, "cannot read '" + path + "'");
    if (n == 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(n));
    if (out.size() > max_bytes) throw Failure(Errc::full, "'" + path + "' is too long");
  }
}

void create_private_folder(const std::string& path) {
  if (path.empty() || ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return;
  const int error = errno;
  const auto slash = path.find_last_of('/');
  if (error != ENOENT || slash == std::string::npos || slash == 0)
    throw_system(error, "cannot create '" + path + "'");
  create_private_folder(path.substr(0, slash));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    throw_system(errno, "cannot create '" + path + "'");
}

namespace {

// Somebody who made the file before us would read along. The superuser may use the files of others.
void refuse_foreign(const std::string& path, const struct stat& st) {
  const uid_t self = ::geteuid();
  if (self != 0 && st.st_uid != self)
    throw Failure(Errc::permission, "cannot open '" + path + "': it belongs to somebody else");
}

}  // namespace

void create_private_file(const std::string& path) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) == 0) {
    if (S_ISREG(st.st_mode)) return refuse_foreign(path, st);
    const char* what = S_ISDIR(st.st_mode) ? "it is a folder"
                                           : (S_ISLNK(st.st_mode) ? "it is a symbolic link"
                                                                  : "it is not a regular file");
    throw Failure(Errc::cannot_create, "cannot open '" + path + "': " + what);
  }
  if (const auto slash = path.find_last_of('/'); slash != std::string::npos && slash > 0)
    create_private_folder(path.substr(0, slash));
  const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && errno != EEXIST) throw_system(errno, "cannot create '" + path + "'");
  if (fd >= 0) ::close(fd);
}

namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// A file without a name: a process that is killed leaves nothing behind. Nothing where the file
// system has no such files.
Fd open_unnamed_beside(const std::string& path) {
  if (::access("/proc/self/fd", X_OK) != 0) return {};
  return Fd(::open(folder_of(path).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
}

// Give a file without a name one that is not taken. `name` ends in XXXXXX.
bool give_name(int fd, std::string& name) {
  const std::string source = "/proc/self/fd/" + std::to_string(fd);
  const std::string pattern = name;
  for (int attempt = 0; attempt < 100; ++attempt) {
    // The name is made and given back at once: what is taken meanwhile is tried again.
    name = pattern;
    const int probe = ::mkostemp(name.data(), O_CLOEXEC);
    if (probe < 0) return false;
    ::close(probe);
    ::unlink(name.c_str());
    if (::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0)
      return true;
    if (errno != EEXIST) return false;
  }
  return false;
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)), temporary_(path_ + ".XXXXXX") {
  fd_ = open_unnamed_beside(path_);
  has_name_ = !fd_;
  if (has_name_) fd_ = Fd(::mkostemp(temporary_.data(), O_CLOEXEC));
  if (!fd_ && errno == ENOENT)
    throw Failure(Errc::cannot_create, "cannot create '" + path_ + "': no such folder");
  if (!fd_) throw_system(errno, "cannot create '" + path_ + "'");
  struct stat st {};
  if (::stat(path_.c_str(), &st) != 0) return;
  if (st.st_uid != ::geteuid() || st.st_gid != ::getegid()) {
    (void)::fchown(fd_.get(), st.st_uid, st.st_gid);  // before the mode: it takes setuid away
  }
  (void)::fchmod(fd_.get(), st.st_mode & 07777);
}

AtomicFile::~AtomicFile() {
  if (fd_ && has_name_) ::unlink(temporary_.c_str());
}

void AtomicFile::commit() {
  if (::fsync(fd_.get()) != 0) throw_system(errno, "cannot write '" + path_ + "'");
  if (!has_name_ && !give_name(fd_.get(), temporary_))
    throw_system(errno, "cannot write '" + path_ + "'");
  has_name_ = true;
  if (::rename(temporary_.c_str(), path_.c_str()) != 0)
    throw_system(errno, "cannot write '" + path_ + "'");
  fd_.reset();
}

}  // namespace trace::base
