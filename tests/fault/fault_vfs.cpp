#include "fault/fault_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <unistd.h>

namespace trace::fault {
namespace {

constexpr std::size_t kSector = 512;

// The real file follows in the same memory.
struct File {
  sqlite3_file base;
  FaultVfs* vfs;
  FaultVfs::Image* image;
};

sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}
FaultVfs& vfs_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->vfs; }

int close_file(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }

int read_file(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
  if (const int code = vfs_of(f).next(false, SQLITE_IOERR_READ); code != 0) return code;
  return real(f)->pMethods->xRead(real(f), to, size, at);
}

int write_to(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
  if (const int code = vfs_of(f).next(true, SQLITE_IOERR_WRITE); code != 0) return code;
  return real(f)->pMethods->xWrite(real(f), from, size, at);
}

int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
  if (const int code = vfs_of(f).next(false, SQLITE_IOERR_TRUNCATE); code != 0) return code;
  return real(f)->pMethods->xTruncate(real(f), size);
}

int sync_file(sqlite3_file* f, int flags) {
  auto& vfs = vfs_of(f);
  if (const int code = vfs.next(false, SQLITE_IOERR_FSYNC); code != 0) return code;
  if (vfs.syncs_lie()) return SQLITE_OK;
  const int code = real(f)->pMethods->xSync(real(f), flags);
  auto* image = reinterpret_cast<File*>(f)->image;
  if (code == SQLITE_OK && image != nullptr) image->durable = bytes_of_file(image->path);
  return code;
}

int size_of(sqlite3_file* f, sqlite3_int64* size) {
  return real(f)->pMethods->xFileSize(real(f), size);
}
int lock(sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); }
int unlock(sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
int check_lock(sqlite3_file* f, int* held) {
  return real(f)->pMethods->xCheckReservedLock(real(f), held);
}
int control(sqlite3_file* f, int op, void* argument) {
  return real(f)->pMethods->xFileControl(real(f), op, argument);
}
int sector_size(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int traits(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** to) {
  return real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int shm_unmap(sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); }

// Version 2: shared memory, no mapped pages, so that every read and write comes by here.
const sqlite3_io_methods kMethods = {2,           close_file,  read_file, write_to, truncate_file,
                                     sync_file,   size_of,     lock,      unlock,   check_lock,
                                     control,     sector_size, traits,    shm_map,  shm_lock,
                                     shm_barrier, shm_unmap,   nullptr,   nullptr};

int open_file(sqlite3_vfs* ours, const char* path, sqlite3_file* f, int flags, int* out) {
  auto& vfs = *static_cast<FaultVfs*>(ours->pAppData);
  auto* file = reinterpret_cast<File*>(f);
  file->base.pMethods = nullptr;
  file->vfs = &vfs;
  file->image = nullptr;
  if (vfs.is_dark()) return SQLITE_CANTOPEN;
  const int code = vfs.real()->xOpen(vfs.real(), path, real(f), flags, out);
  if (code != SQLITE_OK) return code;
  file->base.pMethods = &kMethods;
  if (path != nullptr) file->image = vfs.image_of(path);
  return SQLITE_OK;
}

}  // namespace

std::string bytes_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

FaultVfs::FaultVfs()
    : real_(sqlite3_vfs_find(nullptr)), ours_(std::make_unique<sqlite3_vfs>(*real_)) {
  ours_->zName = "fault";
  ours_->szOsFile = real_->szOsFile + static_cast<int>(sizeof(File));
  ours_->pAppData = this;
  ours_->xOpen = open_file;
  ours_->pNext = nullptr;
  // The others (delete, access, full path name, time …) work on paths: those of the real one do.
  static sqlite3_vfs* base = nullptr;
  base = real_;
  ours_->xDelete = [](sqlite3_vfs*, const char* p, int s) { return base->xDelete(base, p, s); };
  ours_->xAccess = [](sqlite3_vfs*, const char* p, int f, int* r) {
    return base->xAccess(base, p, f, r);
  };
  ours_->xFullPathname = [](sqlite3_vfs*, const char* p, int n, char* o) {
    return base->xFullPathname(base, p, n, o);
  };
  sqlite3_vfs_register(ours_.get(), 1);
}

FaultVfs::~FaultVfs() {
  sqlite3_vfs_unregister(ours_.get());
  sqlite3_vfs_register(real_, 1);
}

void FaultVfs::start(const Plan& plan) {
  plan_ = plan;
  operations_ = 0;
  has_failed_ = is_dark_ = false;
}

int FaultVfs::next(bool writes, int error) {
  if (is_dark_) return error;
  if (plan_.kind == Kind::disk_full && !writes) return 0;
  ++operations_;
  const bool now = operations_ == plan_.at || (plan_.persists && operations_ > plan_.at);
  if (plan_.kind == Kind::none || !now) return 0;
  has_failed_ = true;
  if (plan_.kind == Kind::disk_full) return SQLITE_FULL;
  is_dark_ = plan_.kind == Kind::power_cut;
  return error;
}

FaultVfs::Image* FaultVfs::image_of(const char* path) {
  const std::string name = path;
  if (name.ends_with("-shm")) return nullptr;
  for (auto& image : images_)
    if (image.path == name) return &image;
  return &images_.emplace_back(Image{name, bytes_of_file(name)});
}

void FaultVfs::lose_power(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto chance = [&] { return (random() & 1U) != 0; };
  for (auto& image : images_) {
    const std::string now = bytes_of_file(image.path);
    const std::string& old = image.durable;
    std::string disk = chance() ? now : old;  // how long it is
    for (std::size_t at = 0; at < disk.size(); at += kSector) {
      const std::string& from = chance() ? now : old;
      const std::size_t size = std::min(kSector, disk.size() - at);
      std::string sector = at < from.size() ? from.substr(at, size) : std::string();
      sector.resize(size, '\0');
      disk.replace(at, size, sector);
    }
    write_file(image.path, disk);
    ::unlink((image.path + "-shm").c_str());  // memory of the machine that went dark
  }
  images_.clear();
  stop();
}

}  // namespace trace::fault
