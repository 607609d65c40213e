// The bytes of a file as a stream, unpacked on the way when the file is gz or zst, told by its
// first bytes and never by its name. Flat memory: what was handed out is not kept. Not for lines
// (ingest/). One object belongs to one thread.
#pragma once

#include "base/fd.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace trace::sources {

class ByteSource {
 public:
  // Read from `fd`, named `name` in messages.
  ByteSource(base::Fd fd, std::string_view name);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  // The next bytes, empty at the end; valid until the next call. A plain file that grew since goes
  // on. Throws Failure io.
  std::string_view next();
  // Bytes of the file that were read so far, packed ones where it is packed.
  std::uint64_t bytes_read() const noexcept { return bytes_read_; }
  bool is_packed() const noexcept { return unpacker_ != nullptr; }
  // Tell whether a packed file ended in the middle, held bytes that are not of its format, or grew
  // more than 200 times (and 16 MiB), where it is left.
  bool is_damaged() const noexcept;

  // Turns packed bytes into plain ones.
  class Unpacker {
   public:
    Unpacker() = default;
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;
    virtual ~Unpacker() = default;
    // Take from `in` what gives the next plain bytes; empty: `in` is used up or damage() is true.
    virtual std::string_view unpack(std::string_view& in) = 0;
    virtual bool is_damaged() const = 0;  // no byte of the format, so far
    virtual bool is_inside() const = 0;   // more must follow
  };

 private:
  static constexpr std::size_t kChunk = 256 << 10;
  std::string_view read();

  base::Fd fd_;
  std::string name_;
  std::unique_ptr<char[]> buffer_;
  std::string_view waiting_;  // packed
  std::unique_ptr<Unpacker> unpacker_;
  std::uint64_t bytes_read_ = 0, bytes_unpacked_ = 0;
  bool is_first_ = true, is_at_end_ = false, is_bomb_ = false;
};

}  // namespace trace::sources
