#include "store/schema.h"

#include "digest/random.h"

#include "base/fd.h"
#include "store/migrations.h"
#include "store/payload.h"
#include "store/seals.h"

#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace trace::store {
namespace {

constexpr int kVersion = 8;
constexpr char kSchema[] =
#include "schema_text.inc"
    ;
// What stands after this line is made when something is shipped for the first time.
constexpr std::string_view kShipping = "\n-- WHILE SHIPPING";
constexpr int kApplicationId = 0x74726163;  // "trac"

bool is_network(const std::string& path) {
  struct statfs fs {};
  if (statfs(path.c_str(), &fs) != 0) return false;
  // linux/magic.h and the SMB, CIFS and 9p sources.
  constexpr std::array<unsigned long, 6> kTypes{0x6969UL,     0x517BUL,     0xFF534D42UL,
                                                0xFE534D42UL, 0x01021997UL, 0x5346414FUL};
  for (const auto type : kTypes)
    if (static_cast<unsigned long>(fs.f_type) == type) return true;
  return false;
}

void refuse_network(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (is_network(folder))
    throw base::Failure(base::Errc::io, "cannot open '" + path +
                                            "': it is on a network file system, where locks and "
                                            "shared memory are not safe; use a local --db");
}

void refuse_other_files(Database& db) {
  Statement tables(db, "SELECT count(*) FROM sqlite_schema");
  if (tables.step()->i64(0) != 0)
    throw base::Failure(base::Errc::corrupt, "cannot open '" + db.path() +
                                                 "': it is an SQLite file, but not a trace store");
}

std::string hex(const std::array<std::uint8_t, 16>& bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (const auto b : bytes) {
    out += kHex[b >> 4];
    out += kHex[b & 15];
  }
  return out;
}

void create(Database& db) {
  db.exec("PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL");
  Transaction tx(db);
  if (version_of(db) != 0) return;  // another writer was faster
  refuse_other_files(db);
  db.exec(std::string(schema_text().substr(0, schema_text().find(kShipping))));
  std::array<std::uint8_t, 16> id{};
  digest::random_bytes(id);
  Statement meta(db, "INSERT INTO meta(k, v) VALUES ('db_uuid', ?1), ('next_id', 1)");
  meta.with(hex(id)).run();
  seal_all(db);
  db.exec("PRAGMA application_id=" + std::to_string(kApplicationId) +
          "; PRAGMA user_version=" + std::to_string(kVersion));
  tx.commit();
}

void upgrade(Database& db, int from) {
  Transaction tx(db);
  for (const auto& migration : migrations())
    if (migration.to > from && migration.to > version_of(db)) {
      db.exec(migration.sql);
      db.exec("PRAGMA user_version=" + std::to_string(migration.to));
    }
  seal_all(db);
  tx.commit();
}

void refuse_newer(const Database& db, int version) {
  if (version > kVersion)
    throw base::Failure(base::Errc::schema_too_new,
                        "cannot open '" + db.path() + "': schema version " +
                            std::to_string(version) + " is newer than " + std::to_string(kVersion) +
                            "; upgrade this tool");
}

// Turn SQLite's words at the first look into a file into ours.
int first_look(Database& db) {
  try {
    return version_of(db);
  } catch (const base::Failure& failure) {
    if (failure.code() != base::Errc::corrupt) throw;
    throw base::Failure(base::Errc::corrupt,
                        "cannot open '" + db.path() + "': it is not a trace store");
  }
}

}  // namespace

int schema_version() noexcept { return kVersion; }
std::string_view schema_text() noexcept { return {kSchema, sizeof kSchema - 1}; }
std::string_view shipping_text() noexcept {
  return schema_text().substr(schema_text().find(kShipping));
}
const char* sqlite_version() noexcept { return sqlite3_libversion(); }

int version_of(Database& db) {
  Statement version(db, "PRAGMA user_version");
  return static_cast<int>(version.step()->i64(0));
}

void set_durability(Database& db, Durability durability) {
  constexpr std::array kSynchronous{"FULL", "NORMAL", "OFF"};
  db.exec(std::string("PRAGMA synchronous=") + kSynchronous[static_cast<std::size_t>(durability)]);
}

Database open_for_writing(const std::string& path, Durability durability) {
  base::create_private_file(path);
  refuse_network(path);
  auto db = Database::open(path, Access::read_write);
  sqlite3_busy_timeout(db.handle(), 2'000);  // as long as our own lock is waited for
  const int version = first_look(db);
  refuse_newer(db, version);
  // page_size is SQLite's default, 4096, and so is this cache: with 8 MB a writer takes 6 MB more
  // and is not faster (measured). With a
  // limit the last one to close empties the log: else each reader would read all of it first.
  db.exec(
      "PRAGMA cache_size=-2000; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON; PRAGMA "
      "wal_autocheckpoint=1000; PRAGMA journal_size_limit=67108864");
  if (version == 0)
    create(db);
  else if (version < kVersion)
    upgrade(db, version);
  db.exec("PRAGMA journal_mode=WAL");
  set_durability(db, durability);
  keep_seals(db);
  int keep = 1;  // -wal and -shm stay, so that read-only users can open the store
  sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  register_payload(db);
  return db;
}

namespace {

// A reader needs the index of the log, and makes it when it may: in a copy of the file alone it is
// missing.
int first_look_of_reader(Database& db) {
  try {
    return first_look(db);
  } catch (const base::Failure& failure) {
    const bool has_index = ::access((db.path() + "-shm").c_str(), F_OK) == 0;
    if (failure.code() != base::Errc::permission || has_index) throw;
  }
  throw base::Failure(base::Errc::permission,
                      "cannot open '" + db.path() +
                          "': its -wal and -shm files are missing and its folder cannot be "
                          "written; copy it to another folder");
}

}  // namespace

Database open_for_reading(const std::string& path) {
  struct stat st {};
  if (stat(path.c_str(), &st) != 0) {
    const bool denied = errno == EACCES;
    throw base::Failure(
        denied ? base::Errc::permission : base::Errc::not_found,
        "cannot open '" + path + "': " + (denied ? std::strerror(EACCES) : "no such store"));
  }
  if (S_ISDIR(st.st_mode))
    throw base::Failure(base::Errc::corrupt, "cannot open '" + path + "': it is a folder");
  refuse_network(path);
  auto db = Database::open(path, Access::read_only);
  sqlite3_busy_timeout(db.handle(), 2'000);
  sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  const int version = first_look_of_reader(db);
  if (version == 0)
    throw base::Failure(base::Errc::corrupt, "cannot open '" + path + "': it is not a trace store");
  refuse_newer(db, version);
  db.exec(
      "PRAGMA query_only=1; PRAGMA cache_size=-32000; PRAGMA mmap_size=1073741824; PRAGMA "
      "temp_store=MEMORY");
  register_payload(db);
  return db;
}

}  // namespace trace::store
