#include "sources/byte_source.h"

#include "sources/unpackers.h"

#include "base/error.h"

#include <cerrno>
#include <unistd.h>
#include <utility>

namespace trace::sources {

namespace {

constexpr std::uint64_t kMaxGrowth = 200;  // of what is packed
constexpr std::uint64_t kFreeGrowth = 16 << 20;

}  // namespace

ByteSource::ByteSource(base::Fd fd, std::string_view name)
    : fd_(std::move(fd)), name_(name), buffer_(std::make_unique<char[]>(kChunk)) {}

ByteSource::~ByteSource() = default;

std::string_view ByteSource::read() {
  for (;;) {
    const ssize_t n = ::read(fd_.get(), buffer_.get(), kChunk);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) base::throw_system(errno, "cannot read '" + name_ + "'");
    is_at_end_ = n == 0;
    bytes_read_ += static_cast<std::uint64_t>(n);
    return {buffer_.get(), static_cast<std::size_t>(n)};
  }
}

std::string_view ByteSource::next() {
  for (;;) {
    if (is_bomb_) return {};
    if (waiting_.empty()) waiting_ = read();
    if (std::exchange(is_first_, false)) unpacker_ = make_unpacker(waiting_);
    if (!unpacker_) return std::exchange(waiting_, {});
    const auto plain = unpacker_->unpack(waiting_);
    bytes_unpacked_ += plain.size();
    is_bomb_ = bytes_unpacked_ > kMaxGrowth * bytes_read_ + kFreeGrowth;
    if (is_bomb_) return {};
    if (!plain.empty() || is_at_end_ || unpacker_->is_damaged()) return plain;
  }
}

bool ByteSource::is_damaged() const noexcept {
  return unpacker_ &&
         (is_bomb_ || unpacker_->is_damaged() || (is_at_end_ && unpacker_->is_inside()));
}

}  // namespace trace::sources
