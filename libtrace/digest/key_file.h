// The local key of keyed pseudonyms: 32 random bytes in a file that only its owner reads.
// Which path it has is decided by the tools. Safe on any thread and among processes that start at
// the same time: all of them end up with the same key.
#pragma once

#include "digest/blake2b.h"

#include "base/result.h"

#include <string>

namespace trace::digest {

// Read the key at `path`. Errors: not_found; permission when it is a symlink, no regular file, not
// ours, or open to others; corrupt when it is not 32 bytes long; io.
base::Result<Key256> read_key_file(const std::string& path);

// Read the key at `path`, or make it (mode 0600, missing parents 0700) when there is none.
// Errors: those of read_key_file, and cannot_create.
base::Result<Key256> read_or_create_key_file(const std::string& path);

}  // namespace trace::digest
