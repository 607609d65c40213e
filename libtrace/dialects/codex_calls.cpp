#include "dialects/codex_calls.h"

#include "digest/blake2b.h"

#include "dialects/scalars.h"
#include "json/writer.h"

#include <utility>

namespace trace::dialects {

using json::Value;

void CodexCalls::set_model(std::string_view model, std::string_view effort) {
  if (!model.empty()) model_ = model;
  if (!effort.empty()) effort_ = effort;
}

void CodexCalls::asked(base::UnixMicros at) {
  asked_at_ = at;
  is_asked_ = true;
}

void CodexCalls::answering() {
  if (is_asked_ && !began_) began_ = asked_at_;
}

// What the line adds. The last call's own numbers are taken where they are given: the total begins
// anew after a resume.
std::optional<CodexUsage> CodexCalls::take(const Value& info) {
  if (!info.is_object()) return std::nullopt;
  const auto total = read_codex_usage(info["total_token_usage"]);
  const auto last = read_codex_usage(info["last_token_usage"]);
  const bool has_total = total != CodexUsage(), has_last = last != CodexUsage();
  if (!has_total && !has_last) return std::nullopt;
  if (has_total && total == total_) return std::nullopt;  // told again, with new rate limits
  const auto before = std::exchange(total_, has_total ? total : sum_of(total_, last));
  return has_last ? last : since(total, before);
}

model::Request CodexCalls::request(const CodexUsage& usage, std::string_view trace,
                                   base::UnixMicros at) {
  model::Request r;
  r.trace = trace;
  r.model = model_.empty() ? "unknown" : model_;
  r.provider = "openai";
  r.requested_at = began_.value_or(asked_at_);
  if (r.requested_at.v == 0 || r.requested_at.v > at.v) r.requested_at = at;
  r.responded_at = at;
  r.tokens = tokens_of(usage);
  if (!effort_.empty())
    json::Writer(r.metadata).begin_object().key("effort").string(effort_).end_object();
  return r;
}

std::optional<model::Request> CodexCalls::count(const Value& payload, std::string_view trace,
                                                base::UnixMicros at) {
  const auto info = payload["info"];
  const auto usage = take(info);
  const bool is_replay = replay_second_ && *replay_second_ == second_of(at);
  if (!usage || is_replay) return std::nullopt;
  if (const auto model = info["model"].str(); !model.empty()) model_ = model;
  auto r = request(*usage, trace, at);
  // The same call has the same numbers at the same time in every copy of the file.
  const auto instant = std::to_string(at.v);
  const auto place = at.v == 0 ? std::string(trace) + std::to_string(counted_) : instant;
  r.id = "codex/" + digest::hex(digest::bytes_of(
                        digest::blake2b128(place, std::string_view("\0", 1), info.raw())));
  ++counted_;
  asked_at_ = at;
  is_asked_ = false;
  began_.reset();
  if (!first_) first_ = r;
  return r;
}

std::optional<model::Request> CodexCalls::end_turn(std::optional<std::int64_t> ttft_ms) {
  auto first = std::exchange(first_, std::nullopt);
  if (!first || !ttft_ms) return std::nullopt;
  first->ttft_ms = ttft_ms;
  return first;
}

}  // namespace trace::dialects
