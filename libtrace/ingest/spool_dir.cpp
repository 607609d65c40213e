#include "ingest/spool_dir.h"

#include "digest/blake2b.h"

#include "base/error.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::ingest {
namespace {

constexpr std::string_view kSuffix = ".spool";
constexpr char kQuarantine[] = "quarantine";
constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

struct CloseDir {
  void operator()(DIR* dir) const noexcept { ::closedir(dir); }
};

bool is_ours(const struct stat& st) {
  return S_ISREG(st.st_mode) && st.st_nlink == 1 && st.st_uid == ::geteuid();
}

// Returns an empty Fd with errno set when the folder cannot be opened or is not ours.
base::Fd open_folder(const std::string& path) {
  base::Fd fd(::open(path.c_str(), kFolder));
  struct stat st {};
  if (!fd || ::fstat(fd.get(), &st) != 0) return {};
  if (st.st_uid == ::geteuid() && (st.st_mode & 022) == 0) return fd;
  errno = EPERM;
  return {};
}

void sync_folder(const std::string& path) {
  const base::Fd fd(::open(path.empty() ? "." : path.c_str(), kFolder));
  if (fd) ::fsync(fd.get());  // a parent that we may not read is not ours to sync
}

}  // namespace

std::string store_identity(const std::string& db_path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(db_path, error);
  if (error) return db_path;
  const auto path = std::filesystem::weakly_canonical(absolute, error);
  return error ? absolute.string() : path.string();
}

std::vector<std::string> spool_places(const std::string& db_path, const std::string& given,
                                      const std::string& runtime_folder) {
  digest::digest_init();
  const auto hash = digest::blake2b128(store_identity(db_path));
  const std::string name = digest::hex(digest::bytes_of(hash)) + std::string(kSuffix);
  std::vector<std::string> places;
  if (!given.empty()) places.push_back(given);
  places.push_back(db_path + std::string(kSuffix));
  if (!runtime_folder.empty()) places.push_back(runtime_folder + "/trace/" + name);
  places.push_back("/var/tmp/trace-" + std::to_string(::geteuid()) + "/" + name);
  return places;
}

std::optional<SpoolDir> SpoolDir::find(const std::string& path) {
  base::Fd fd = open_folder(path);
  if (!fd) return std::nullopt;
  return SpoolDir(path, std::move(fd));
}

SpoolDir SpoolDir::make(const std::string& path) {
  base::Fd fd = open_folder(path);
  if (!fd && errno == ENOENT) {
    base::create_private_folder(path);
    sync_folder(std::filesystem::path(path).parent_path().string());
    fd = open_folder(path);
  }
  if (!fd) base::throw_system(errno, "cannot use the spool folder '" + path + "'");
  return {path, std::move(fd)};
}

void SpoolDir::refuse(const char* what, const std::string& name) const {
  base::throw_system(errno, std::string(what) + " '" + path_ + "/" + name + "'");
}

std::vector<SpoolEntry> SpoolDir::files() const {
  std::vector<SpoolEntry> files;
  base::Fd fd(::openat(fd_.get(), ".", kFolder));
  const std::unique_ptr<DIR, CloseDir> dir(fd ? ::fdopendir(fd.get()) : nullptr);
  if (!dir) refuse("cannot read", ".");
  (void)fd.release();  // closed with dir
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string_view name = entry->d_name;
    if (!name.ends_with(kSuffix) || name.front() == '.') continue;
    struct stat st {};
    if (::fstatat(fd_.get(), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !is_ours(st))
      continue;
    if (st.st_size == 0) continue;  // its writer has just made it, or died before it began
    files.push_back({std::string(name), st.st_size});
  }
  std::sort(files.begin(), files.end(),
            [](const SpoolEntry& a, const SpoolEntry& b) { return a.name < b.name; });
  return files;
}

std::int64_t SpoolDir::bytes() const {
  std::int64_t sum = 0;
  for (const SpoolEntry& file : files()) sum += file.bytes;
  return sum;
}

base::Fd SpoolDir::create(const std::string& name) const {
  constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  base::Fd fd(::openat(fd_.get(), name.c_str(), kFlags, 0600));
  if (!fd) refuse("cannot create", name);
  // A replay may look into the empty file at this moment; it lets go at once.
  int locked = -1;
  do locked = ::flock(fd.get(), LOCK_EX);
  while (locked != 0 && errno == EINTR);
  if (locked != 0) refuse("cannot lock", name);
  return fd;
}

base::Fd SpoolDir::take(const std::string& name) const {
  constexpr int kFlags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  base::Fd fd(::openat(fd_.get(), name.c_str(), kFlags));
  struct stat st {};
  if (!fd || ::fstat(fd.get(), &st) != 0 || !is_ours(st)) return {};
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return {};
  // Who held it before may have removed it.
  if (::fstat(fd.get(), &st) != 0 || !is_ours(st)) return {};
  return fd;
}

base::Fd SpoolDir::lock(const std::string& name) const {
  constexpr int kFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
  base::Fd fd(::openat(fd_.get(), name.c_str(), kFlags, 0600));
  if (!fd) refuse("cannot open", name);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return {};
  return fd;
}

void SpoolDir::remove(const std::string& name) const {
  if (::unlinkat(fd_.get(), name.c_str(), 0) != 0 && errno != ENOENT) refuse("cannot remove", name);
  sync();
}

void SpoolDir::discard(const std::string& name) const noexcept {
  ::unlinkat(fd_.get(), name.c_str(), 0);
}

void SpoolDir::set_aside(const std::string& name) const {
  if (::mkdirat(fd_.get(), kQuarantine, 0700) != 0 && errno != EEXIST)
    refuse("cannot create", kQuarantine);
  const base::Fd to(::openat(fd_.get(), kQuarantine, kFolder));
  if (!to || ::renameat(fd_.get(), name.c_str(), to.get(), name.c_str()) != 0)
    refuse("cannot move", name);
  if (::fsync(to.get()) != 0) refuse("cannot sync", kQuarantine);
  sync();
}

void SpoolDir::sync() const {
  if (::fsync(fd_.get()) != 0) refuse("cannot sync", ".");
}

SpoolWaiting count_waiting(const std::vector<std::string>& places) {
  SpoolWaiting waiting;
  for (const std::string& place : places) {
    const auto dir = SpoolDir::find(place);
    if (!dir) continue;
    for (const SpoolEntry& file : dir->files()) {
      ++waiting.files;
      waiting.bytes += file.bytes;
    }
  }
  return waiting;
}

}  // namespace trace::ingest
