#include "store/request_rank.h"

#include "digest/checksum.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

namespace trace::store {
namespace {

constexpr std::int64_t kFitted = std::int64_t{1} << 62;  // above every sum of tokens

constexpr std::size_t kWidth = 8;

// Write bytes that sort as the number does and return where they end. One expression a number:
// compilers make it one instruction.
char* put_bits(char* out, std::uint64_t bits) {
  const auto byte = [bits](int i) { return static_cast<char>(bits >> (56 - 8 * i) & 0xFF); };
  const std::array<char, kWidth> bytes{byte(0), byte(1), byte(2), byte(3),
                                       byte(4), byte(5), byte(6), byte(7)};
  return std::copy(bytes.begin(), bytes.end(), out);
}
char* put_sorted(char* out, std::int64_t v) {
  return put_bits(out, static_cast<std::uint64_t>(v < 0 ? 0 : v));
}
char* put_text(char* out, const std::string& text) {
  out = put_sorted(out, static_cast<std::int64_t>(text.size()));
  return std::copy(text.begin(), text.end(), out);
}
char* put_number(char* out, const std::optional<std::int64_t>& v) {
  *out++ = v ? '\1' : '\0';
  return put_sorted(out, v.value_or(0));
}

std::int64_t total(const model::Tokens& t) {
  return t.input.value_or(0) + t.cache_read.value_or(0) + t.cache_write.value_or(0) +
         t.output.value_or(0);
}

// All that a report says, but not who says it, and how many things that are. Its last byte but one
// says where its cost comes from; kBesides more bytes follow when it is asked for.
constexpr std::size_t kBesides = kWidth + 1;

std::string content(const model::Request& r, char& known) {
  const auto& t = r.tokens;
  const std::array texts{&r.token_id, &r.account_id,      &r.user,          &r.mode,    &r.model,
                         &r.provider, &r.conversation_id, &r.error_message, &r.metadata};
  const std::array numbers{&t.input,   &t.cache_read,  &t.cache_write,   &t.cache_write_1h,
                           &t.output,  &t.reasoning,   &r.cost_nusd,     &r.duration_ms,
                           &r.ttft_ms, &r.status_code, &r.request_bytes, &r.response_bytes};
  std::size_t size = texts.size() * kWidth + numbers.size() * (kWidth + 1) + kWidth + 2;
  for (const auto* text : texts) size += text->size();
  std::string bytes;
  bytes.reserve(size + kBesides);
  bytes.resize(size);
  char* out = bytes.data();
  for (const auto* text : texts) {
    out = put_text(out, *text);
    known = static_cast<char>(known + (text->empty() ? 0 : 1));
  }
  for (const auto* number : numbers) {
    out = put_number(out, *number);
    known = static_cast<char>(known + (*number ? 1 : 0));
  }
  out = put_sorted(out, r.requested_at.v);
  *out++ = static_cast<char>(r.cost_source);
  *out++ = r.stream ? static_cast<char>(1 + *r.stream) : '\0';
  return bytes;
}

// The sum of what is said, whatever the source of the cost.
std::uint64_t besides_cost_source(std::string said, const model::Request& r) {
  said[said.size() - 2] = '\0';
  std::array<char, kWidth> responded{};
  put_sorted(responded.data(), r.responded_at.value_or(base::UnixMicros{}).v);
  said.append(responded.data(), responded.size());
  said += static_cast<char>(r.status);
  return digest::checksum64(said);
}

}  // namespace

RequestRank request_rank(const model::Request& r) {
  char known = 0;
  auto said = content(r, known);
  // A call whose cost lies in its run's total was fitted to that total: it is whole, not partial.
  const bool is_fitted = r.cost_source == model::CostSource::contained;
  std::array<char, 4 * kWidth + 2> bytes{};
  char* out = put_sorted(bytes.data(), total(r.tokens) | (is_fitted ? kFitted : 0));
  out = put_sorted(out, r.responded_at.value_or(base::UnixMicros{}).v);
  // Read at once, pieces of an answer have one time: more of it is more.
  out = put_sorted(out, r.response_bytes.value_or(0));
  *out++ = static_cast<char>(r.status);
  *out++ = known;
  put_bits(out, ~digest::checksum64(said));
  return {std::string(bytes.data(), bytes.size()), besides_cost_source(std::move(said), r)};
}

std::string rank_of_sum(std::int64_t tokens) {
  std::string rank(kWidth, '\0');
  put_sorted(rank.data(), tokens);
  return rank;
}

}  // namespace trace::store
