#include "dialects/api_calls.h"

#include "dialects/line_text.h"
#include "json/writer.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

constexpr std::size_t kMaxMessage = 500;
constexpr std::size_t kMaxAnswer = std::size_t{8} << 20;

std::string metadata_of(const ApiCall& call) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  if (!call.stop_reason.empty()) writer.key("stop_reason").string(call.stop_reason);
  if (!call.service_tier.empty()) writer.key("service_tier").string(call.service_tier);
  writer.end_object();
  return out == "{}" ? std::string() : out;
}

model::RequestStatus status_of(const ErrorClass& failure) {
  if (failure.code == "quota_exceeded") return model::RequestStatus::quota_exceeded;
  if (failure.code == "canceled") return model::RequestStatus::canceled;
  return model::RequestStatus::error;
}

}  // namespace

void ApiCalls::begin_frame(const ingest::Line& line, bool is_event) {
  at_ = line.arrived;
  bytes_ = static_cast<std::int64_t>(line.bytes.size()) + (is_event ? 1 : 0);  // its line feed
  is_event_ = is_event;
  frame_ = line.number;
  touched_ = nullptr;
  told_at_.reset();
}

std::optional<base::UnixMicros> ApiCalls::told_at() const {
  if (told_at_ || is_live_ || calls_.empty() || !calls_.back().is_made) return told_at_;
  const auto& r = calls_.back().request;
  return r.responded_at ? r.responded_at : r.requested_at;
}

ApiCall& ApiCalls::open(std::string_view id) {
  if (calls_.size() >= kMaxCalls) gone_.splice(gone_.end(), calls_, calls_.begin());
  auto& call = calls_.emplace_back();
  auto& r = call.request;
  call.is_anonymous = id.empty();
  r.id = id;
  if (id.empty()) r.id = std::to_string(frame_) + "." + std::to_string(++anonymous_);
  r.provider = provider_;
  r.requested_at = std::exchange(began_, std::nullopt).value_or(at_);
  r.status_code = std::exchange(http_status_, std::nullopt);
  if (const auto question = std::exchange(question_, std::nullopt)) {
    if (is_live_) r.requested_at = question->at;
    r.request_bytes = question->bytes;
    r.model = question->model;
    r.stream = question->is_streamed;
    call.question = *question;
  }
  touched_ = &call;
  return call;
}

ApiCall& ApiCalls::of(std::string_view id) {
  if (id.empty()) {
    if (!is_open()) return open({});
    touched_ = &calls_.back();
    return *touched_;
  }
  const auto found = std::find_if(calls_.rbegin(), calls_.rend(),
                                  [&](const ApiCall& call) { return call.request.id == id; });
  if (found == calls_.rend()) return open(id);
  calls_.splice(calls_.end(), calls_, std::prev(found.base()));
  touched_ = &calls_.back();
  return *touched_;
}

bool ApiCalls::knows(std::string_view id) const noexcept {
  return std::any_of(calls_.begin(), calls_.end(),
                     [&](const ApiCall& call) { return call.request.id == id; });
}

// Whole answers that come without their request, and captures that are read at once, tell no time.
bool ApiCalls::is_timed(const ApiCall& call) const noexcept {
  return is_live_ && (call.question || at_.v > call.request.requested_at.v);
}

// Some tell in each chunk when the answer began, some when the chunk was made.
void ApiCalls::made(ApiCall& call, std::optional<base::UnixMicros> at) {
  if (is_live_ || !at) return;
  told_at_ = at;
  auto& r = call.request;
  if (!std::exchange(call.is_made, true) || *at < r.requested_at) r.requested_at = *at;
  if (r.requested_at < *at) answered(call, at);
}

void ApiCalls::answered(ApiCall& call, std::optional<base::UnixMicros> at) {
  if (is_live_ || !at || *at < call.request.requested_at) return;
  call.request.responded_at = at;
  told_at_ = at;
}

void ApiCalls::took(ApiCall& call, std::optional<base::UnixMicros> until,
                    std::optional<std::int64_t> duration_ms, std::optional<std::int64_t> ttft_ms) {
  auto& r = call.request;
  const auto end = until.value_or(r.responded_at.value_or(at_));
  r.requested_at = base::UnixMicros{end.v - duration_ms.value_or(0) * 1000};
  r.responded_at = duration_ms ? std::optional(end) : std::nullopt;
  r.duration_ms = duration_ms;
  r.ttft_ms = ttft_ms;
  if (until) told_at_ = until;
  call.is_made = call.is_made || until;
}

void ApiCalls::say(ApiCall& call, std::string_view text) {
  if (call.answer.size() < kMaxAnswer) call.answer += text;
  if (std::exchange(call.has_begun, true) || !call.request.stream.value_or(true)) return;
  if (is_timed(call)) call.request.ttft_ms = (at_.v - call.request.requested_at.v) / 1000;
}

void ApiCalls::finish(ApiCall& call, std::string_view stop_reason) {
  if (!stop_reason.empty()) call.stop_reason = stop_reason;
  call.is_finished = true;
  if (is_timed(call)) call.request.responded_at = at_;
}

void ApiCalls::fail(ApiCall& call, const ErrorSigns& signs) {
  auto known = signs;
  if (!known.http_status) known.http_status = call.request.status_code;
  const auto failure = classify_error(known);
  // Several words on one failure: the first that is more than `failed` stays.
  if (!call.failure || call.failure->code == "failed") call.failure = failure;
  auto& r = call.request;
  if (r.error_message.empty()) r.error_message = one_line(signs.message, kMaxMessage);
  if (r.error_message.empty()) r.error_message = one_line(signs.code, kMaxMessage);
  if (!r.status_code) r.status_code = signs.http_status;
  r.status = status_of(*call.failure);
  finish(call, {});
}

void ApiCalls::end_stream() {
  if (is_open()) finish(of({}), {});
}

void ApiCalls::ask(ApiQuestion question) {
  question.at = at_;
  question.bytes = bytes_;
  question_ = std::move(question);
}

void ApiCalls::fail_unanswered() {
  if (!http_status_ || *http_status_ < 400) return;
  auto& call = open({});
  fail(call, {});
  call.is_due = true;
}

void ApiCalls::set_http_status(std::int64_t status) {
  fail_unanswered();
  http_status_ = status;
  began_ = at_;
}

void ApiCalls::report(ApiCall& call, const std::string& trace, ingest::Parsed& out) const {
  call.is_due = false;
  auto request = call.request;
  request.trace = trace;
  if (call.is_anonymous) request.id = trace + "/" + request.id;
  if (request.model.empty()) request.model = "unknown";
  request.metadata = metadata_of(call);
  model::Content content;
  content.request = request.id;
  content.at = request.requested_at;
  out.after.emplace_back(std::move(request));
  if (!keeps_content_) return;
  content.completion = call.answer;
  if (call.question) {
    content.system_prompt = call.question->system_prompt;
    content.messages = call.question->messages;
    content.prompt = call.question->prompt;
  }
  if (content.completion.empty() && content.messages.empty() && content.prompt.empty()) return;
  out.after.emplace_back(std::move(content));
}

// What names no call belongs to the one before it (end marks, keep-alives), or is the first sign of
// the one that comes.
void ApiCalls::count_bytes() {
  if (touched_ == nullptr && calls_.empty() && !question_ && !began_) began_ = at_;
  if (touched_ == nullptr && !calls_.empty() && !question_ && !began_) touched_ = &calls_.back();
  if (touched_ == nullptr) {
    if (is_event_) early_bytes_ += bytes_;
    return;
  }
  auto& bytes = touched_->request.response_bytes;
  bytes = bytes.value_or(0) + bytes_ + std::exchange(early_bytes_, 0);
  touched_->is_due = touched_->is_finished;
}

void ApiCalls::report(const std::string& trace, ingest::Parsed& out) {
  count_bytes();
  for (auto& call : gone_)
    if (!call.is_finished) {
      call.request.status = model::RequestStatus::canceled;
      report(call, trace, out);
    }
  gone_.clear();
  for (auto& call : calls_)
    if (call.is_due) report(call, trace, out);
}

void ApiCalls::give_up(const std::string& trace, ingest::Parsed& out) {
  fail_unanswered();
  for (auto& call : calls_) {
    if (!call.is_finished) call.request.status = model::RequestStatus::canceled;
    if (!call.is_finished || call.is_due) report(call, trace, out);
  }
}

}  // namespace trace::dialects
