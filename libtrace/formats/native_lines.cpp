#include "formats/native_lines.h"

#include "calendar/rfc3339.h"

#include "formats/json_splice.h"
#include "formats/long_text.h"
#include "formats/number_text.h"
#include "formats/record_text.h"
#include "json/document.h"
#include "json/members.h"
#include "json/writer.h"

namespace trace::formats {
namespace {

void put_trace_times(RecordText& r, const model::TraceChange& t) {
  r.time("started_at", t.started_at);
  r.time("ended_at", t.ended_at);
  r.number("duration_ms", t.duration_ms);
}

void put_request_numbers(RecordText& r, const model::Request& q) {
  r.truth("stream", q.stream);
  r.time("requested_at", q.requested_at);
  r.time("responded_at", q.responded_at);
  r.number("duration_ms", q.duration_ms);
  r.number("ttft_ms", q.ttft_ms);
  r.number("input_tokens", q.tokens.input);
  r.number("cache_read_tokens", q.tokens.cache_read);
  r.number("cache_write_tokens", q.tokens.cache_write);
  r.number("cache_write_1h_tokens", q.tokens.cache_write_1h);
  r.number("output_tokens", q.tokens.output);
  r.number("reasoning_tokens", q.tokens.reasoning);
}

void put_cost(RecordText& r, const model::Request& q) {
  using enum model::CostSource;
  if (q.cost_nusd) append_cost_usd(r.key("cost_usd"), *q.cost_nusd);
  if (q.cost_source == computed) r.text("cost_source", "computed");
  if (q.cost_source == contained) r.text("cost_source", "contained");
}

}  // namespace

void append_cost_usd(std::string& out, std::int64_t nusd) {
  constexpr std::uint64_t kDollar = 1'000'000'000;
  if (nusd < 0) out += '-';
  const auto amount =
      nusd < 0 ? ~static_cast<std::uint64_t>(nusd) + 1 : static_cast<std::uint64_t>(nusd);
  append_number(out, static_cast<std::int64_t>(amount / kDollar));
  std::uint64_t rest = amount % kDollar;
  if (rest == 0) return;
  out += '.';
  for (std::uint64_t unit = kDollar / 10; rest != 0; unit /= 10) {
    out += static_cast<char>('0' + rest / unit);
    rest %= unit;
  }
}

NativeLines::NativeLines(ByteSink& sink, Shape shape) : sink_(sink), shape_(shape) {
  if (shape_ == Shape::array) sink_.write("[");
}

std::string& NativeLines::begin() {
  std::string& out = sink_.buffer();
  if (shape_ == Shape::array) out += first_ ? "\n" : ",\n";
  first_ = false;
  return out;
}

void NativeLines::finish() {
  sink_.buffer() += shape_ == Shape::array ? "}" : "}\n";
  sink_.settle();
}

void NativeLines::end() {
  if (shape_ == Shape::array) sink_.write(first_ ? "]\n" : "\n]\n");
}

void NativeLines::trace(const model::TraceChange& t) {
  RecordText r(begin(), "trace");
  r.text("id", t.id);
  r.text("title", t.title);
  r.text("source", t.source);
  r.text("source_ref", t.source_ref);
  r.number("target_task_id", t.target_task_id);
  r.time("created_at", t.created_at);
  r.text("parent", t.parent);
  r.text("session_id", t.session_id);
  r.text("message_id", t.message_id);
  r.text("client_message_id", t.client_message_id);
  r.text("actor", t.actor);
  r.text("mode", t.mode);
  if (t.trace_level) r.text("trace_level", model::name(*t.trace_level));
  if (t.status) r.text("status", model::name(*t.status));
  put_trace_times(r, t);
  r.text("error_code", t.error_code);
  r.text("error_message", t.error_message);
  r.truth("retryable", t.retryable);
  r.text("model", t.model);
  r.text("cwd", t.cwd);
  r.text("host", t.host);
  r.json("params", t.params);
  r.json("stats", t.stats);
  r.json("result", t.result);
  r.json("metadata", t.metadata);
  r.text("switch_source", t.switch_source);
  finish();
}

void NativeLines::request(const model::Request& q) {
  RecordText r(begin(), "request");
  r.text("id", q.id);
  r.text("trace", q.trace);
  r.text("token_id", q.token_id);
  r.text("account_id", q.account_id);
  r.text("user", q.user);
  r.text("mode", q.mode);
  r.text("model", q.model);
  r.text("provider", q.provider);
  put_request_numbers(r, q);
  put_cost(r, q);
  r.text("status", model::name(q.status));
  r.number("status_code", q.status_code);
  r.text("error_message", q.error_message);
  r.number("request_bytes", q.request_bytes);
  r.number("response_bytes", q.response_bytes);
  r.text("conversation_id", q.conversation_id);
  r.members(q.metadata);
  finish();
}

void NativeLines::content(const model::Content& c) {
  RecordText r(begin(), "content");
  r.text("request", c.request);
  r.text("system_prompt", c.system_prompt);
  r.json("messages", c.messages);
  r.text("prompt", c.prompt);
  r.text("completion", c.completion);
  finish();
}

void NativeLines::event_head(std::string& out, const model::EventRow& e) {
  if (e.trace != trace_id_ || trace_text_.empty()) {
    trace_id_ = e.trace;
    trace_text_ = R"({"kind":"event","trace":)";
    json::append_string(trace_text_, e.trace);
    trace_text_ += ",\"seq\":";
  }
  if (e.type != type_ || type_text_.empty()) {
    type_ = e.type;
    type_text_ = R"(","type":)";
    json::append_string(type_text_, e.type);
    type_text_ += ",\"level\":\"";
  }
  out += trace_text_;
  append_number(out, e.seq);
  out += ",\"uid\":\"";
  append_hex(out, e.uid);
  out += "\",\"at\":\"";
  calendar::append_rfc3339(out, e.at);
  out += type_text_;
  out += model::name(e.level);
  out += '"';
}

// As append_event_body, for a payload that is never held whole. Of a long native line the keys
// before the payload are known, those behind it are not.
void NativeLines::long_body(const model::EventRow& e) {
  using model::EventFlag;
  auto way = LongText::Way::json;
  const bool is_native = e.has(EventFlag::native);
  if (is_native) append_native_keys(sink_.buffer(), e);
  if (is_native && !e.size) return;
  if (!is_native && (e.has(EventFlag::text) || e.has(EventFlag::not_parsed))) {
    TextCheck check;
    e.long_payload([&](std::string_view piece) { check.add(piece); });
    way = check.is_text() ? LongText::Way::string : LongText::Way::base64;
  }
  if (e.has(EventFlag::cut)) way = is_native ? LongText::Way::string : LongText::Way::base64;
  const bool is_message = way == LongText::Way::string && !is_native;
  sink_.write(way == LongText::Way::base64 ? ",\"payload_base64\":"
                                           : (is_message ? ",\"message\":" : ",\"payload\":"));
  LongText text(sink_, way);
  e.long_payload([&](std::string_view piece) { text.add(piece); });
  text.end();
}

void NativeLines::event(const model::EventRow& e) {
  std::string& out = begin();
  event_head(out, e);
  if (e.long_payload)
    long_body(e);
  else
    append_event_body(out, e);
  finish();
}

}  // namespace trace::formats
