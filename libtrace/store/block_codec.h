// zstd with a dictionary, and how dictionaries are made. Knows bytes only; where they are kept is
// the business of block_writer.h and block_reader.h. An object belongs to one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

class BlockEncoder {
 public:
  // An empty dictionary is none.
  explicit BlockEncoder(std::string_view dictionary);
  ~BlockEncoder();
  BlockEncoder(BlockEncoder&&) noexcept;
  BlockEncoder& operator=(BlockEncoder&&) noexcept;
  // Return the bytes, compressed. Throws Failure internal.
  std::string encode(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class BlockDecoder {
 public:
  explicit BlockDecoder(std::string_view dictionary);
  ~BlockDecoder();
  BlockDecoder(BlockDecoder&&) noexcept;
  BlockDecoder& operator=(BlockDecoder&&) noexcept;
  // Return the `size` bytes that were compressed. Throws Failure corrupt when they do not come out.
  std::string decode(std::string_view data, std::size_t size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Return a dictionary of at most `most_bytes` for bytes like these samples; empty when they are too
// few or too much alike.
std::string train_dictionary(const std::vector<std::string>& samples, std::size_t most_bytes);

}  // namespace trace::store
