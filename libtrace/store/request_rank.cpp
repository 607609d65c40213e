#include "store/request_rank.h"

#include "digest/checksum.h"

#include <array>
#include <initializer_list>
#include <optional>

namespace trace::store {
namespace {

constexpr std::int64_t kFitted = std::int64_t{1} << 62;  // above every sum of tokens

// Bytes that sort as the number does.
void put_bits(std::string& out, std::uint64_t bits) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(bits >> (56 - 8 * i) & 0xFF);
  out.append(bytes.data(), bytes.size());
}
void put_sorted(std::string& out, std::int64_t v) {
  put_bits(out, static_cast<std::uint64_t>(v < 0 ? 0 : v));
}

void put(std::string& out, const std::string& text) {
  put_sorted(out, static_cast<std::int64_t>(text.size()));
  out += text;
}
void put(std::string& out, const std::optional<std::int64_t>& v) {
  out += v ? '\1' : '\0';
  put_sorted(out, v.value_or(0));
}

std::int64_t total(const model::Tokens& t) {
  return t.input.value_or(0) + t.cache_read.value_or(0) + t.cache_write.value_or(0) +
         t.output.value_or(0);
}

// All that a report says, but not who says it.
std::string content(const model::Request& r, char& known) {
  std::string out;
  out.reserve(512);
  const auto& t = r.tokens;
  for (const auto* text : {&r.token_id, &r.account_id, &r.user, &r.mode, &r.model, &r.provider,
                           &r.conversation_id, &r.error_message, &r.metadata}) {
    put(out, *text);
    known = static_cast<char>(known + (text->empty() ? 0 : 1));
  }
  for (const auto* number : {&t.input, &t.cache_read, &t.cache_write, &t.cache_write_1h, &t.output,
                             &t.reasoning, &r.cost_nusd, &r.duration_ms, &r.ttft_ms, &r.status_code,
                             &r.request_bytes, &r.response_bytes}) {
    put(out, *number);
    known = static_cast<char>(known + (*number ? 1 : 0));
  }
  put_sorted(out, r.requested_at.v);
  out += static_cast<char>(r.cost_source);
  out += r.stream ? static_cast<char>(1 + *r.stream) : '\0';
  return out;
}

}  // namespace

std::string request_rank(const model::Request& r) {
  char known = 0;
  const auto said = content(r, known);
  std::string rank;
  // A call whose cost lies in its run's total was fitted to that total: it is whole, not partial.
  const bool is_fitted = r.cost_source == model::CostSource::contained;
  put_sorted(rank, total(r.tokens) | (is_fitted ? kFitted : 0));
  put_sorted(rank, r.responded_at.value_or(base::UnixMicros{}).v);
  // Read at once, pieces of an answer have one time: more of it is more.
  put_sorted(rank, r.response_bytes.value_or(0));
  rank += static_cast<char>(r.status);
  rank += known;
  put_bits(rank, ~digest::checksum64(said));
  return rank;
}

std::string rank_of_sum(std::int64_t tokens) {
  std::string rank;
  put_sorted(rank, tokens);
  return rank;
}

}  // namespace trace::store
