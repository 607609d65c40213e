#include "sources/unpackers.h"

#include "base/error.h"

#include <zstd.h>

#include <array>
#include <vector>
#include <zlib.h>

namespace trace::sources {
namespace {

constexpr std::size_t kOut = 256 << 10;
constexpr int kMaxWindowLog = 25;  // 32 MiB: what a reader of zst must take without being asked

class Gzip final : public ByteSource::Unpacker {
 public:
  Gzip() : out_(kOut) { is_ready_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK; }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override { inflateEnd(&stream_); }

  std::string_view unpack(std::string_view& in) override {
    while (is_ready_ && !in.empty()) {
      // After a member comes another one, or padding, which is no member.
      if (!is_inside_ && in.front() == '\0') {
        in = {};
        break;
      }
      // zlib's interface wants what it only reads to be writable.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
      stream_.avail_in = static_cast<uInt>(in.size());
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int code = inflate(&stream_, Z_NO_FLUSH);
      in.remove_prefix(in.size() - stream_.avail_in);
      is_inside_ = code != Z_STREAM_END;
      if (code == Z_STREAM_END) inflateReset(&stream_);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) is_ready_ = false;
      if (const auto made = out_.size() - stream_.avail_out; made > 0) return {out_.data(), made};
    }
    return {};
  }
  bool is_damaged() const override { return !is_ready_; }
  bool is_inside() const override { return is_inside_; }

 private:
  z_stream stream_{};
  std::vector<char> out_;
  bool is_ready_ = false, is_inside_ = true;
};

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class Zstd final : public ByteSource::Unpacker {
 public:
  Zstd() : stream_(ZSTD_createDStream()), out_(kOut) {
    is_ready_ = stream_ != nullptr && ZSTD_isError(ZSTD_DCtx_setParameter(
                                          stream_.get(), ZSTD_d_windowLogMax, kMaxWindowLog)) == 0;
  }
  std::string_view unpack(std::string_view& in) override {
    while (is_ready_ && (!in.empty() || has_more_)) {
      ZSTD_inBuffer from{in.data(), in.size(), 0};
      ZSTD_outBuffer to{out_.data(), out_.size(), 0};
      const auto left = ZSTD_decompressStream(stream_.get(), &to, &from);
      in.remove_prefix(from.pos);
      if (ZSTD_isError(left) != 0) is_ready_ = false;
      is_inside_ = left != 0;
      has_more_ = to.pos == to.size;
      if (to.pos > 0) return {out_.data(), to.pos};
    }
    return {};
  }
  bool is_damaged() const override { return !is_ready_; }
  bool is_inside() const override { return is_inside_; }

 private:
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  std::vector<char> out_;
  bool is_ready_ = false, is_inside_ = true, has_more_ = false;
};

}  // namespace

std::unique_ptr<ByteSource::Unpacker> make_unpacker(std::string_view head) {
  if (head.starts_with("\x1f\x8b\x08")) return std::make_unique<Gzip>();
  if (head.starts_with("\x28\xb5\x2f\xfd")) return std::make_unique<Zstd>();
  return nullptr;
}

}  // namespace trace::sources
