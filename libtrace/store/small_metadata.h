// Metadata of a trace stays small, so that lists stay fast; details are events. No state.
#pragma once

#include <cstddef>
#include <string>

namespace trace::store {

constexpr std::size_t kMaxMetadata = 4096;

// Return JSON text `metadata` as it is, or, when it is longer than kMaxMetadata, an object of its
// first members that fit and `metadata_bytes`, the size that it had.
std::string small_metadata(const std::string& metadata);

}  // namespace trace::store
