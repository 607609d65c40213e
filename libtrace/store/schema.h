// The schema of the store: create it, upgrade it, refuse what is newer. The text is schema.sql,
// embedded. Not for reading or writing rows. Functions take the Database they work on; same thread
// rule as that.
#pragma once

#include "store/sqlite.h"

#include <string>
#include <string_view>

namespace trace::store {

// The version this library writes (PRAGMA user_version).
int schema_version() noexcept;
// The text of schema.sql.
std::string_view schema_text() noexcept;
// The part of it that is made when the first cursor of shipping is registered.
std::string_view shipping_text() noexcept;
// The version of the SQLite library, e.g. "3.40.1".
const char* sqlite_version() noexcept;

// What a writer promises to survive: a power cut; a killed process; nothing.
enum class Durability : std::uint8_t { full, normal, memory };

// Open the store for writing: create it (0600, parents 0700) or upgrade it in one transaction.
// Throws Failure: schema_too_new, corrupt (not a store), permission, cannot_create, io (network
// file system).
Database open_for_writing(const std::string& path, Durability durability);
// Change what commits of an open store survive. REQUIRES: no transaction is open. Throws Failure.
void set_durability(Database& db, Durability durability);
// Open the store for reading as it is; older versions from 1 on are read. Never creates or
// checkpoints. Throws Failure: not_found, schema_too_new, corrupt.
Database open_for_reading(const std::string& path);
// Version of an open store.
int version_of(Database& db);

}  // namespace trace::store
