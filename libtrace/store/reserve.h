// The ballast beside a store: on a full disk even DELETE fails, so `<db>.reserve` holds room that
// can be given back. Writers keep it, who has to delete on a full disk releases it first and keeps
// it again afterwards. Not a lock and not a promise: best effort, nothing here throws. Safe from
// any thread and process.
#pragma once

#include <cstdint>
#include <string>

namespace trace::store {

// How much is held for a store of `bytes`, its log included: as much, from 1 to 16 MiB.
std::int64_t reserve_size(std::int64_t bytes) noexcept;
// `<db>.reserve`
std::string reserve_path(const std::string& db_path);
// Make the reserve, or let it grow with its store, when the disk has twice the room. One look
// at two files when it is there already.
void keep_reserve(const std::string& db_path) noexcept;
// Give the room back to the disk. Returns the bytes that were held, 0 when there was no reserve.
std::int64_t release_reserve(const std::string& db_path) noexcept;

}  // namespace trace::store
