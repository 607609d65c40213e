#include "store/chain.h"

#include "digest/checksum.h"

#include "base/utf8.h"
#include "model/event_row.h"

#include <algorithm>
#include <cstring>

namespace trace::store {
namespace {

// The time of a file may be put back by a copy of it: it is in the sum, not in the link.
bool has_moving_time(const LinkFields& row) noexcept {
  return (row.flags & model::EventFlag::file_time) != 0;
}

template <std::size_t N>
class Message {
 public:
  void put(const void* data, std::size_t size) noexcept {
    if (size > 0) std::memcpy(bytes_.data() + size_, data, size);  // nothing may be null
    size_ += size;
  }
  void number(std::int64_t v) noexcept { put(&v, sizeof v); }
  std::string_view text() const noexcept { return {bytes_.data(), size_}; }

 private:
  std::array<char, N> bytes_;
  std::size_t size_ = 0;
};

}  // namespace

digest::Hash256 next_link(const digest::Hash256& head, const LinkFields& row) noexcept {
  Message<128> message;  // one block of BLAKE2b
  message.put(head.data(), head.size());
  message.number(row.seq);
  message.number(has_moving_time(row) ? 0 : row.at);
  message.put(row.uid.data(), row.uid.size());
  message.put(row.leaf.data(), row.leaf.size());
  message.number(row.level);
  message.number(row.type);
  return digest::blake2b256(message.text());
}

std::int64_t row_mark(const digest::Hash256& link, const LinkFields& row,
                      const LooseFields& rest) noexcept {
  Message<128 + 64> message;
  std::int64_t present = row.flags;
  for (const auto* column : {&rest.input, &rest.n, &rest.carrier, &rest.off, &rest.len, &rest.key,
                             &rest.tool, &rest.duration_ms, &rest.source_seq, &rest.full_len}) {
    present = present << 1 | (column->has_value() ? 1 : 0);
    message.number(column->value_or(0));
  }
  message.number(present);
  message.put(rest.sha256.data(), std::min<std::size_t>(rest.sha256.size(), 64));
  std::uint64_t mark = 0;
  std::memcpy(&mark, link.data(), sizeof mark);
  mark ^= digest::checksum64(message.text());
  if (has_moving_time(row)) mark ^= static_cast<std::uint64_t>(row.at);
  return static_cast<std::int64_t>(mark);
}

digest::Hash256 leaf_of(std::string_view salt, std::string_view bytes) noexcept {
  return digest::blake2b256(salt, bytes);
}

bool is_stored_as_text(std::string_view bytes) noexcept {
  return bytes.find('\0') == std::string_view::npos && base::is_utf8(bytes);
}

}  // namespace trace::store
