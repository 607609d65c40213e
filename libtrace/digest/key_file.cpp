#include "digest/key_file.h"

#include "digest/random.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::digest {
namespace {

using base::Errc;

class OwnedFd {
 public:
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  ~OwnedFd() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

base::Error refuse(Errc code, const std::string& path, const std::string& why) {
  return {code, "cannot use key file '" + path + "': " + why};
}

base::Error refuse_errno(Errc code, const std::string& path) {
  return refuse(code, path, std::strerror(errno));
}

// Read at most `size` bytes; fewer at the end of the file, -1 on an error.
ssize_t read_all(int fd, std::uint8_t* out, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = ::read(fd, out + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return static_cast<ssize_t>(done);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

base::Status make_parents(const std::string& path) {
  for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    const std::string folder = path.substr(0, at);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST && errno != EISDIR) {
      struct stat info;
      if (::stat(folder.c_str(), &info) != 0) return refuse_errno(Errc::cannot_create, path);
    }
  }
  return base::Ok{};
}

base::Status check_owner(int fd, const std::string& path) {
  struct stat info;
  if (::fstat(fd, &info) != 0) return refuse_errno(Errc::io, path);
  if (!S_ISREG(info.st_mode)) return refuse(Errc::permission, path, "it is no regular file");
  if (info.st_uid != ::geteuid()) return refuse(Errc::permission, path, "somebody else owns it");
  if ((info.st_mode & 077) != 0) {
    return refuse(Errc::permission, path, "others have access; chmod it to 0600");
  }
  return base::Ok{};
}

// Write the key to a file beside `path` and link it into place: a reader never sees half a key, and
// of two that create it at once the first wins.
base::Status create(const std::string& path) {
  Key256 key;
  random_bytes(key);
  Salt salt;
  random_bytes(salt);
  const std::string draft = path + "." + hex(bytes_of(salt));
  {
    const OwnedFd fd(
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd.get() < 0) return refuse_errno(Errc::cannot_create, path);
    if (!write_all(fd.get(), bytes_of(key)) || ::fsync(fd.get()) != 0) {
      const auto error = refuse_errno(Errc::cannot_create, path);
      ::unlink(draft.c_str());
      return error;
    }
  }
  const bool linked = ::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const auto error = refuse_errno(Errc::cannot_create, path);
  ::unlink(draft.c_str());
  if (!linked) return error;
  return base::Ok{};
}

}  // namespace

base::Result<Key256> read_key_file(const std::string& path) {
  const OwnedFd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) {
    if (errno == ENOENT) return refuse_errno(Errc::not_found, path);
    if (errno == ELOOP) return refuse(Errc::permission, path, "it is a symbolic link");
    return refuse_errno(errno == EACCES ? Errc::permission : Errc::io, path);
  }
  if (const auto owner = check_owner(fd.get(), path); !owner) return owner.error();
  std::array<std::uint8_t, std::tuple_size_v<Key256> + 1> bytes;
  const ssize_t size = read_all(fd.get(), bytes.data(), bytes.size());
  if (size < 0) return refuse_errno(Errc::io, path);
  Key256 key;
  if (static_cast<std::size_t>(size) != key.size()) {
    return refuse(Errc::corrupt, path, "it is not 32 bytes long");
  }
  std::memcpy(key.data(), bytes.data(), key.size());
  return key;
}

base::Result<Key256> read_or_create_key_file(const std::string& path) {
  auto key = read_key_file(path);
  if (key || key.error().code != Errc::not_found) return key;
  if (const auto made = make_parents(path); !made) return made.error();
  if (const auto made = create(path); !made) return made.error();
  return read_key_file(path);
}

}  // namespace trace::digest
