#include "dialects/otlp_calls.h"

#include "dialects/error_code.h"
#include "dialects/line_text.h"

#include <utility>

namespace trace::dialects {
namespace {

void fail(const OtlpFailure& failure, model::Request& r) {
  const auto known = classify_error({failure.code, failure.http_status, failure.message});
  r.status = model::RequestStatus::error;
  if (known.code == "quota_exceeded") r.status = model::RequestStatus::quota_exceeded;
  if (known.code == "canceled") r.status = model::RequestStatus::canceled;
  r.error_message = one_line(failure.message.empty() ? failure.code : failure.message, 500);
}

}  // namespace

std::string OtlpCalls::uid_of(const model::Request& r, const OtlpPlace& place) {
  if (place.span_id.empty() && r.id.empty())
    return std::string(place.trace) + "/" + std::to_string(++nameless_);
  std::string span(place.trace_id);
  span += '/';
  span += place.span_id;
  if (place.span_id.empty()) return r.id;
  if (by_span_.size() > kMaxKnown) by_span_.clear();
  const auto [known, is_new] = by_span_.try_emplace(span, r.id.empty() ? span : r.id);
  // A log record of a span that made several calls names each by its response.
  return is_new || r.id.empty() || place.is_span ? known->second : r.id;
}

void OtlpCalls::add(const OtlpAttributes& attributes, const OtlpPlace& place,
                    const OtlpFailure& failure, base::UnixMicros arrived, ingest::Parsed& out) {
  auto r = read_otlp_call(attributes);
  r.id = uid_of(r, place);
  if (is_from_span_.size() > kMaxKnown) is_from_span_.clear();
  auto& from_span = is_from_span_[r.id];
  if (from_span && !place.is_span) return;
  from_span = from_span || place.is_span;
  r.trace = place.trace;
  r.requested_at = place.from.value_or(place.to.value_or(arrived));
  r.status_code = failure.http_status;
  if (place.from && place.to && place.to->v >= place.from->v) {
    if (attributes.boolean({"trace.has_responded_at"}).value_or(true)) r.responded_at = place.to;
    if (!r.duration_ms) r.duration_ms = (place.to->v - place.from->v) / 1000;
  }
  if (failure.has_failed) fail(failure, r);
  const auto own = model::parse_request_status(attributes.text({"trace.request_status"}));
  if (own) {
    r.status = *own;
    r.error_message = failure.message;
  }
  model::Content content;
  if (keeps_content_) content = read_otlp_content(attributes, inner_);
  content.request = r.id;
  content.at = r.requested_at;
  out.after.emplace_back(std::move(r));
  if (!content.messages.empty() || !content.prompt.empty() || !content.completion.empty())
    out.after.emplace_back(std::move(content));
}

}  // namespace trace::dialects
