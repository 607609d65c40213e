// The unpackers behind ByteSource: gz by zlib, zst by zstd. Several members in a row are one
// stream. One object belongs to one thread.
#pragma once

#include "sources/byte_source.h"

#include <memory>
#include <string_view>

namespace trace::sources {

// The unpacker of a file that begins with `head`; null: the file is plain.
std::unique_ptr<ByteSource::Unpacker> make_unpacker(std::string_view head);

}  // namespace trace::sources
