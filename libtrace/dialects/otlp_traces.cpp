#include "dialects/otlp_traces.h"

#include "dialects/answer.h"
#include "dialects/line_text.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// A W3C trace id as the UUID of the same digits, so that a trace keeps its id on its way through
// other tools.
std::string uuid_of(std::string_view hex) {
  std::string out;
  for (const char c : hex) {
    if (out.size() == 8 || out.size() == 13 || out.size() == 18 || out.size() == 23) out += '-';
    out += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

OtlpTraces::OtlpTraces(const ingest::DialectContext& context) : context_(context) {}

void OtlpTraces::begin_frame(const ingest::Line& line, ingest::Parsed& out) {
  line_ = &line;
  out_ = &out;
  if (runs_.size() > kMaxRuns) shrink();
  if (conversation_.size() > kMaxJoined) conversation_.clear();
}

// Those that were quiet for longest go; should they speak again, their lines are added all the
// same.
void OtlpTraces::shrink() {
  const std::uint64_t recent = uses_ > kMaxRuns / 2 ? uses_ - kMaxRuns / 2 : 0;
  for (auto run = runs_.begin(); run != runs_.end();) {
    if (run->second.used >= recent) {
      ++run;
      continue;
    }
    end(run->second, line_->arrived, *out_);
    run = runs_.erase(run);
  }
}

std::string OtlpTraces::id_of(std::string_view key, bool is_conversation) const {
  if (!has_first_ && !context_.trace.empty()) return context_.trace;
  if (key.empty())
    return context_.is_live ? context_.fresh : trace_id_of("otlp", line_->bytes.substr(0, 65'536));
  const bool is_w3c = !is_conversation && key.size() == 32 &&
                      std::all_of(key.begin(), key.end(), [](char c) { return is_hex(c); });
  return is_w3c ? uuid_of(key) : trace_id_of("otlp", key);
}

// Known too late, when the trace has a run of its own: that becomes a child of the conversation's.
void OtlpTraces::join(std::string_view trace_id, std::string_view conversation) {
  if (conversation.empty()) return;
  auto& joined = conversation_[lower(trace_id)];
  if (!joined.empty()) return;
  joined = conversation;
  const auto own = runs_.find(lower(trace_id));
  if (own == runs_.end()) return;
  auto& parent = of(trace_id, own->second.started);
  own->second.trace.change(*out_).parent = parent.trace.id();
}

OtlpRun& OtlpTraces::of(std::string_view trace_id, std::optional<base::UnixMicros> at) {
  std::string key = lower(trace_id);
  const auto joined = conversation_.find(key);
  const bool is_conversation = joined != conversation_.end();
  if (is_conversation) key = "conversation " + joined->second;
  auto found = runs_.find(key);
  if (found == runs_.end()) {
    const auto session = is_conversation ? std::string_view(joined->second) : std::string_view();
    OtlpRun run(id_of(is_conversation ? session : std::string_view(key), is_conversation), session);
    run.is_conversation = is_conversation;
    found = runs_.emplace(std::move(key), std::move(run)).first;
    has_first_ = true;
    found->second.started = at;
    found->second.trace.open(at.value_or(line_->arrived), *out_);
  }
  found->second.used = ++uses_;
  return found->second;
}

void OtlpTraces::spans(OtlpRun& run, std::optional<base::UnixMicros> from,
                       std::optional<base::UnixMicros> to) {
  if (from && (!run.started || *from < *run.started)) {
    run.started = from;
    run.trace.change(*out_).started_at = from;
  }
  if (to && (!run.ended || *run.ended < *to)) run.ended = to;
}

void OtlpTraces::take_root(OtlpRun& run, std::string_view name, const OtlpFailure& failure) {
  run.has_root = true;
  run.failure.reset();
  if (failure.has_failed) {
    run.failure = classify_error({failure.code, failure.http_status, failure.message});
    run.error_message = failure.message.empty() ? failure.code : failure.message;
  }
  if (run.root_name.empty()) run.root_name = name;
  if (!run.is_conversation && context_.is_live) end(run, line_->arrived, *out_);
}

void OtlpTraces::end(OtlpRun& run, base::UnixMicros at, ingest::Parsed& out) const {
  if (std::exchange(run.has_ended, true)) return;
  run.trace.entitle(run.root_name, out);
  if (!run.has_model && !run.agent_model.empty()) run.trace.change(out).model = run.agent_model;
  const auto ending = run.has_root ? model::Ending::reported : model::Ending::provisional;
  const auto when = run.ended.value_or(run.started.value_or(at));
  if (run.failure) {
    auto& change = run.trace.end(model::RunStatus::error, ending, when, out);
    change.error_code = run.failure->code;
    change.error_message = one_line(run.error_message, 500);
    change.retryable = run.failure->retryable;
    return;
  }
  const auto status = run.has_root ? model::RunStatus::success : context_.eof_status;
  run.trace.end(status, ending, when, out).result = answer_json(run.answer);
}

void OtlpTraces::finish(base::UnixMicros at, ingest::Parsed& out) {
  const ingest::Line nothing{"", 0, at};
  begin_frame(nothing, out);
  if (!has_first_) of("", std::nullopt);
  for (auto& [key, run] : runs_) end(run, at, out);
}

}  // namespace trace::dialects
