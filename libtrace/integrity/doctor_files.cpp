#include "integrity/doctor.h"

#include "store/reserve.h"
#include "store/schema.h"

#include <array>
#include <filesystem>
#include <sys/stat.h>
#include <sys/statvfs.h>

// Findings about the files of a store: their room, their modes, who uses them.
namespace trace::integrity {
namespace {

constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kLeast = 64 * kMiB;     // of free disk
constexpr std::int64_t kMostLog = 128 * kMiB;  // twice what a writer leaves

std::int64_t size_of(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? -1 : static_cast<std::int64_t>(size);
}

std::string mib(std::int64_t bytes) { return std::to_string(bytes / kMiB) + " MiB"; }

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

void disk(const Patient& p, const FindingOut& out) {
  struct statvfs fs {};
  if (statvfs(folder_of(p.path).c_str(), &fs) != 0) return;
  const auto free = static_cast<std::int64_t>(fs.f_bavail) * static_cast<std::int64_t>(fs.f_frsize);
  if (free >= kLeast) return;
  out({"disk-nearly-full", "the disk of the store has " + mib(free) + " left",
       "trace-prune --older-than 30d --vacuum --apply --yes --db " + in_quotes(p.path)});
}

void log_size(const Patient& p, const FindingOut& out) {
  const std::int64_t size = size_of(p.path + "-wal");
  if (size <= kMostLog) return;
  out({"wal-too-big",
       "the log beside the store has " + mib(size) +
           ": a reader holds it open, or nobody empties it",
       "fuser -v " + in_quotes(p.path + "-wal")});
}

void reserve(const Patient& p, const FindingOut& out) {
  if (size_of(store::reserve_path(p.path)) > 0) return;
  out({"reserve-missing",
       "there is no reserve beside the store: on a full disk nothing can be deleted",
       "trace-record replay --db " + in_quotes(p.path)});
}

void one_mode(const std::string& path, mode_t wrong, const FindingOut& out) {
  struct stat st {};
  if (lstat(path.c_str(), &st) != 0 || (st.st_mode & wrong) == 0) return;
  out({"permissions-open", "others may use '" + path + "'",
       std::string("chmod ") + (wrong == 077 ? "go= " : "go-w ") + in_quotes(path)});
}

void modes(const Patient& p, const FindingOut& out) {
  for (const char* end : {"", "-wal", "-shm", ".lock", ".search", ".reserve"})
    one_mode(p.path + end, 077, out);
  for (const auto& place : p.spool_places) one_mode(place, 077, out);
  struct stat st {};
  const std::string folder = folder_of(p.path);
  const bool is_shared = stat(folder.c_str(), &st) == 0 && (st.st_mode & S_ISVTX) != 0;
  if (!is_shared) one_mode(folder, 022, out);
}

void lock_file(const Patient& p, const FindingOut& out) {
  if (size_of(p.path + ".lock") >= 0) return;
  out({"foreign-writer",
       "there is no lock file beside the store: it was copied here, or others write to it",
       "trace-record replay --db " + in_quotes(p.path)});
}

void version(const Patient& p, const FindingOut& out) {
  const int version = store::version_of(p.db);
  if (version >= store::schema_version()) return;
  out({"schema-older",
       "schema version " + std::to_string(version) + " is older than " +
           std::to_string(store::schema_version()) + ": some of it is not there to be read",
       "trace-record replay --db " + in_quotes(p.path)});
}

// sqlite.org/releaselog/3_51_3.html
void sqlite(const Patient&, const FindingOut& out) {
  const std::string version = store::sqlite_version();
  int major = 0, minor = 0, patch = 0;
  if (std::sscanf(version.c_str(), "%d.%d.%d", &major, &minor, &patch) < 2) return;
  if (major * 1'000'000 + minor * 1000 + patch >= 3'051'003) return;
  out({"sqlite-wal-bug",
       "SQLite " + version +
           " can lose commits when one program checkpoints while another writes; our tools take "
           "turns",
       "keep other programs from writing to the store", true});
}

constexpr std::array kChecks{DoctorCheck{"disk", disk},       DoctorCheck{"log", log_size},
                             DoctorCheck{"reserve", reserve}, DoctorCheck{"modes", modes},
                             DoctorCheck{"lock", lock_file},  DoctorCheck{"version", version},
                             DoctorCheck{"sqlite", sqlite}};

}  // namespace

std::span<const DoctorCheck> file_checks() noexcept { return kChecks; }

}  // namespace trace::integrity
