// XXH3, 64 bits: finds torn and flipped bytes in spool records and blocks. Not a protection against
// somebody who changes them on purpose (see blake2b.h). Safe on any thread; needs no digest_init().
#pragma once

#include <cstdint>
#include <string_view>

namespace trace::digest {

// Sum up `bytes`; the seed keeps sums of different kinds of data apart.
std::uint64_t checksum64(std::string_view bytes, std::uint64_t seed = 0) noexcept;

}  // namespace trace::digest
