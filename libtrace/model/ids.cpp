#include "model/ids.h"

namespace trace::model {
namespace {

std::string format(const std::array<std::uint8_t, 16>& b) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kHex[b[i] >> 4];
    out += kHex[b[i] & 15];
  }
  return out;
}

bool is_hex(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

std::string new_uuid7(base::UnixMicros at, const std::array<std::uint8_t, 10>& random) {
  std::array<std::uint8_t, 16> b{};
  const auto ms = static_cast<std::uint64_t>(at.v / 1000);
  for (unsigned i = 0; i < 6; ++i) b[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  // rand_a holds the fraction of the millisecond, so that ids sort by time (RFC 9562 §6.2, method
  // 3).
  const auto fraction = static_cast<unsigned>((at.v % 1000) * 4096 / 1000);
  b[6] = static_cast<std::uint8_t>(0x70U | (fraction >> 8));
  b[7] = static_cast<std::uint8_t>(fraction & 0xFFU);
  for (std::size_t i = 8; i < 16; ++i) b[i] = random[i - 6];
  b[8] = static_cast<std::uint8_t>((b[8] & 0x3FU) | 0x80U);
  return format(b);
}

std::string uuid8(std::span<const std::uint8_t, 16> hash) {
  std::array<std::uint8_t, 16> b{};
  for (std::size_t i = 0; i < 16; ++i) b[i] = hash[i];
  b[6] = static_cast<std::uint8_t>((b[6] & 0x0FU) | 0x80U);
  b[8] = static_cast<std::uint8_t>((b[8] & 0x3FU) | 0x80U);
  return format(b);
}

bool is_acceptable_id(std::string_view id) noexcept {
  if (id.empty() || id.size() > 200 || id.front() == '-' || id.front() == '=') return false;
  for (const char c : id)
    if (c <= ' ' || c > '~') return false;
  return true;
}

std::string trace_hex(std::string_view id) {
  std::string out;
  for (const char c : id) {
    if (c == '-') continue;
    if (!is_hex(c)) return {};
    out += static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c);
  }
  return out.size() == 32 ? out : std::string{};
}

}  // namespace trace::model
