#include "store/migrations.h"

#include <array>

namespace trace::store {
namespace {

#include "migrations.inc"

}  // namespace

std::span<const Migration> migrations() noexcept { return {kMigrations.data(), kMigrationCount}; }

}  // namespace trace::store
