// A file system for SQLite that fails on demand: the n-th read, write, sync or truncation gives an
// error, once or from then on, or the power goes at that moment. It stands before the real one, so
// locks and shared memory are real. While it lives it is SQLite's default; one at a time, one
// thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

struct sqlite3_vfs;

namespace trace::fault {

enum class Kind : std::uint8_t { none, io_error, disk_full, power_cut };

struct Plan {
  Kind kind = Kind::none;
  std::int64_t at = 0;  // the number of the operation, from 1
  bool persists = false;
  bool syncs_lie = false;  // a sync says it is done and does nothing
};

class FaultVfs {
 public:
  FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;
  ~FaultVfs();

  // Count from 1 again and fail as planned from now on.
  void start(const Plan& plan);
  // No more faults; what is open stays open.
  void stop() { start({}); }
  // Operations since start(): reads, writes, syncs, truncations; of writes alone under `disk_full`.
  std::int64_t operations() const noexcept { return operations_; }
  bool has_failed() const noexcept { return has_failed_; }
  // What the disks hold after the power went: of the sectors (512 bytes) that were written and not
  // synced each is new or old by chance, and so are the ends of files. REQUIRES: no file is open.
  void lose_power(std::uint32_t seed);

  struct Image {
    std::string path, durable;
  };
  // For the functions that SQLite calls. Returns 0, or SQLite's code of the fault.
  int next(bool writes, int error);
  bool is_dark() const noexcept { return is_dark_; }
  bool syncs_lie() const noexcept { return plan_.syncs_lie; }
  Image* image_of(const char* path);
  sqlite3_vfs* real() const noexcept { return real_; }

 private:
  Plan plan_;
  std::int64_t operations_ = 0;
  bool has_failed_ = false, is_dark_ = false;
  std::deque<Image> images_;
  sqlite3_vfs* real_;
  std::unique_ptr<sqlite3_vfs> ours_;
};

// The bytes of a file; empty when there is none.
std::string bytes_of_file(const std::string& path);
void write_file(const std::string& path, const std::string& bytes);

}  // namespace trace::fault
