#include "store/block_codec.h"

#include "base/error.h"

#include <zstd.h>

#include <zdict.h>

namespace trace::store {
namespace {

constexpr int kLevel = 3;

struct Free {
  void operator()(ZSTD_CCtx* c) const noexcept { ZSTD_freeCCtx(c); }
  void operator()(ZSTD_CDict* d) const noexcept { ZSTD_freeCDict(d); }
  void operator()(ZSTD_DCtx* c) const noexcept { ZSTD_freeDCtx(c); }
  void operator()(ZSTD_DDict* d) const noexcept { ZSTD_freeDDict(d); }
};

}  // namespace

struct BlockEncoder::State {
  std::unique_ptr<ZSTD_CCtx, Free> context{ZSTD_createCCtx()};
  std::unique_ptr<ZSTD_CDict, Free> dictionary;
};

BlockEncoder::BlockEncoder(std::string_view dictionary) : state_(std::make_unique<State>()) {
  if (!dictionary.empty())
    state_->dictionary.reset(ZSTD_createCDict(dictionary.data(), dictionary.size(), kLevel));
}
BlockEncoder::~BlockEncoder() = default;
BlockEncoder::BlockEncoder(BlockEncoder&&) noexcept = default;
BlockEncoder& BlockEncoder::operator=(BlockEncoder&&) noexcept = default;

std::string BlockEncoder::encode(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  auto* context = state_->context.get();
  const std::size_t size =
      state_->dictionary
          ? ZSTD_compress_usingCDict(context, out.data(), out.size(), bytes.data(), bytes.size(),
                                     state_->dictionary.get())
          : ZSTD_compressCCtx(context, out.data(), out.size(), bytes.data(), bytes.size(), kLevel);
  if (ZSTD_isError(size) != 0)
    throw base::Failure(base::Errc::internal,
                        std::string("cannot compress: ") + ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

struct BlockDecoder::State {
  std::unique_ptr<ZSTD_DCtx, Free> context{ZSTD_createDCtx()};
  std::unique_ptr<ZSTD_DDict, Free> dictionary;
};

BlockDecoder::BlockDecoder(std::string_view dictionary) : state_(std::make_unique<State>()) {
  if (!dictionary.empty())
    state_->dictionary.reset(ZSTD_createDDict(dictionary.data(), dictionary.size()));
}
BlockDecoder::~BlockDecoder() = default;
BlockDecoder::BlockDecoder(BlockDecoder&&) noexcept = default;
BlockDecoder& BlockDecoder::operator=(BlockDecoder&&) noexcept = default;

std::string BlockDecoder::decode(std::string_view data, std::size_t size) {
  std::string out(size, '\0');
  const std::size_t got =
      ZSTD_decompress_usingDDict(state_->context.get(), out.data(), out.size(), data.data(),
                                 data.size(), state_->dictionary.get());
  if (ZSTD_isError(got) != 0 || got != size)
    throw base::Failure(base::Errc::corrupt, "a block of packed content is damaged");
  return out;
}

std::string train_dictionary(const std::vector<std::string>& samples, std::size_t most_bytes) {
  std::string joined;
  std::vector<std::size_t> sizes;
  for (const std::string& sample : samples) {
    joined += sample;
    sizes.push_back(sample.size());
  }
  std::string out(most_bytes, '\0');
  const std::size_t size = ZDICT_trainFromBuffer(out.data(), out.size(), joined.data(),
                                                 sizes.data(), static_cast<unsigned>(sizes.size()));
  out.resize(ZDICT_isError(size) != 0 ? 0 : size);
  return out;
}

}  // namespace trace::store
