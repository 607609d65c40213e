#include "sources/byte_source.h"

#include "support/temp_dir.h"

#include "base/error.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <zlib.h>

namespace trace::sources {
namespace {

std::string text_of(std::size_t lines) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

std::string gzipped(const std::string& text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstandard(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

struct Read {
  std::string text;
  bool is_damaged = false;
};

Read read_back(const std::string& bytes) {
  const support::TempDir dir;
  std::ofstream(dir / "f", std::ios::binary) << bytes;
  ByteSource source(base::open_file(dir / "f", O_RDONLY), "f");
  Read read;
  for (auto piece = source.next(); !piece.empty(); piece = source.next()) read.text += piece;
  EXPECT_EQ(source.next(), "");
  read.is_damaged = source.is_damaged();
  return read;
}

TEST(ByteSource, APlainFileIsReadAsItIs) {
  const auto text = text_of(60'000);
  EXPECT_EQ(read_back(text).text, text);
  EXPECT_EQ(read_back("").text, "");
  EXPECT_FALSE(read_back("\x1f").is_damaged);
}

TEST(ByteSource, PackedFilesAreToldByTheirBytesAndUnpacked) {
  const auto text = text_of(200'000);
  for (const auto& packed : {gzipped(text), zstandard(text)}) {
    const auto read = read_back(packed);
    EXPECT_EQ(read.text, text);
    EXPECT_FALSE(read.is_damaged);
  }
}

TEST(ByteSource, SeveralMembersAreOneStream) {
  EXPECT_EQ(read_back(gzipped("one\n") + gzipped("two\n")).text, "one\ntwo\n");
  EXPECT_EQ(read_back(zstandard("one\n") + zstandard("two\n")).text, "one\ntwo\n");
  const auto padded = read_back(gzipped("one\n") + std::string(512, '\0'));
  EXPECT_EQ(padded.text, "one\n");
  EXPECT_FALSE(padded.is_damaged);
}

TEST(ByteSource, WhatComesBeforeTheDamageIsKeptAndTheDamageTold) {
  const auto text = text_of(100'000);
  for (const auto& packed : {gzipped(text), zstandard(text)}) {
    const auto cut = read_back(packed.substr(0, packed.size() / 2));
    EXPECT_TRUE(cut.is_damaged);
    EXPECT_TRUE(text.starts_with(cut.text));
    auto broken = packed;
    for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 64; ++i) broken[i] = '\x55';
    EXPECT_TRUE(read_back(broken).is_damaged);
  }
}

TEST(ByteSource, ABombIsNotUnpackedToItsEnd) {
  const std::string zeros(64 << 20, '\0');
  for (const auto& packed : {gzipped(zeros), zstandard(zeros)}) {
    const auto read = read_back(packed);
    EXPECT_TRUE(read.is_damaged);
    EXPECT_LT(read.text.size(), packed.size() * 200 + (17 << 20));
  }
}

TEST(ByteSource, AFileThatGrowsGoesOn) {
  const support::TempDir dir;
  std::ofstream file(dir / "f");
  file << "one\n" << std::flush;
  ByteSource source(base::open_file(dir / "f", O_RDONLY), "f");
  EXPECT_EQ(source.next(), "one\n");
  EXPECT_EQ(source.next(), "");
  file << "two\n" << std::flush;
  EXPECT_EQ(source.next(), "two\n");
  EXPECT_EQ(source.bytes_read(), 8U);
}

}  // namespace
}  // namespace trace::sources
