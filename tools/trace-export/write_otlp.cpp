#include "trace-export/write_otlp.h"

#include "digest/blake2b.h"
#include "trace-export/otlp_attributes.h"
#include "trace-export/trace_walk.h"

#include "decode/event_parts.h"
#include "model/ids.h"

#include <algorithm>
#include <map>
#include <string>

namespace trace::tools {
namespace {

using base::UnixMicros;
using store::TraceRow;

constexpr std::size_t kLineBytes = 256 * 1024;
constexpr std::size_t kMostBody = 8 * 1024 * 1024;

std::string digest_of(std::string_view text, std::size_t bytes) {
  return digest::hex(digest::bytes_of(digest::blake2b256(text)).substr(0, bytes));
}

std::string trace_id_of(std::string_view id) {
  std::string hex = model::trace_hex(id);
  return hex.empty() ? digest_of(id, 16) : hex;
}

std::string nanoseconds(UnixMicros at) {
  return std::to_string(std::max<std::int64_t>(0, at.v)) + "000";
}

// OpenTelemetry's severities: 5 debug, 9 info, 13 warn, 17 error.
std::int64_t severity_of(model::Level level) { return 5 + 4 * static_cast<std::int64_t>(level); }

class OtlpExport {
 public:
  OtlpExport(TraceWalk& walk, formats::ByteSink& sink) : walk_(walk), sink_(sink) {}

  void write() {
    digest::digest_init();
    walk_.each([&](const TraceRow& row) { trace(row); });
  }

 private:
  // Items are gathered and leave as one line with the resource before them.
  struct Signal {
    std::string_view resources, scopes, items;
  };
  static constexpr Signal kSpans{"resourceSpans", "scopeSpans", "spans"};
  static constexpr Signal kLogs{"resourceLogs", "scopeLogs", "logRecords"};

  void trace(const TraceRow& row);
  void root_span(const TraceRow& row);
  void span_head(json::Writer& out, std::string_view span, std::string_view name, int kind);
  void span_times(json::Writer& out, UnixMicros from, UnixMicros to);
  void request(const model::Request& q);
  void put_content(OtlpAttributeList& a, const std::string& request);
  void event(const model::EventRow& event);
  void event_body(json::Writer& out, const model::EventRow& event);
  void add(const std::string& item, const Signal& signal);
  void flush(const Signal& signal);

  TraceWalk& walk_;
  formats::ByteSink& sink_;
  decode::PartReader parts_;
  std::string resource_, trace_id_, root_, items_;
  std::map<std::string, model::Content> contents_;  // of the trace
};

void OtlpExport::add(const std::string& item, const Signal& signal) {
  if (!items_.empty()) items_ += ',';
  items_ += item;
  if (items_.size() >= kLineBytes) flush(signal);
}

void OtlpExport::flush(const Signal& signal) {
  if (items_.empty()) return;
  std::string& out = sink_.buffer();
  json::Writer line(out);
  line.begin_object().key(signal.resources).begin_array().begin_object().key("resource");
  line.raw(resource_).key(signal.scopes).begin_array().begin_object();
  line.key("scope").begin_object().key("name").string("trace-export").end_object();
  line.key(signal.items).begin_array().raw(items_).end_array();
  line.end_object().end_array().end_object().end_array().end_object();
  out += '\n';
  items_.clear();
  sink_.settle();
}

void OtlpExport::trace(const TraceRow& row) {
  const auto& t = row.record;
  trace_id_ = trace_id_of(t.id);
  root_ = digest_of("run " + t.id, 8);
  resource_.clear();
  json::Writer out(resource_);
  out.begin_object();
  OtlpAttributeList attributes(out);
  attributes.text("service.name", t.source);
  attributes.text("host.name", t.host);
  attributes.end();
  out.end_object();
  contents_.clear();
  walk_.contents(row, [&](const model::Content& c) { contents_.emplace(c.request, c); });
  root_span(row);
  walk_.requests(row, [&](const model::Request& q) { request(q); });
  flush(kSpans);
  walk_.events(row, [&](const model::EventRow& e) { event(e); });
  flush(kLogs);
}

void OtlpExport::span_head(json::Writer& out, std::string_view span, std::string_view name,
                           int kind) {
  out.begin_object().key("traceId").string(trace_id_).key("spanId").string(span);
  if (span != root_) out.key("parentSpanId").string(root_);
  out.key("name").string(name).key("kind").integer(kind);
}

void OtlpExport::span_times(json::Writer& out, UnixMicros from, UnixMicros to) {
  out.key("startTimeUnixNano").string(nanoseconds(from));
  out.key("endTimeUnixNano").string(nanoseconds(std::max(from, to)));
}

// The session is no gen_ai.conversation.id here: readers join what shares one, and the trace would
// lose its id.
void OtlpExport::root_span(const TraceRow& row) {
  const auto& t = row.record;
  std::string item;
  json::Writer out(item);
  span_head(out, root_, t.title.empty() ? "invoke_agent" : t.title, 1);
  const UnixMicros from = start_of(t);
  span_times(out, from, t.ended_at.value_or(from));
  OtlpAttributeList a(out);
  a.text("gen_ai.operation.name", "invoke_agent");
  a.text("gen_ai.agent.name", t.actor);
  a.text("gen_ai.request.model", t.model);
  a.text("trace.id", t.id);
  a.text("trace.status", t.status ? model::name(*t.status) : "");
  a.text("trace.session_id", t.session_id);
  a.text("trace.parent", t.parent);
  a.text("error.type", t.error_code);
  a.end();
  const bool is_good = t.status == model::RunStatus::success;
  const bool is_open = !t.status || !model::is_end(*t.status);
  out.key("status").begin_object().key("code").integer(is_good ? 1 : (is_open ? 0 : 2));
  if (!t.error_message.empty()) out.key("message").string(t.error_message);
  out.end_object().end_object();
  add(item, kSpans);
}

// Input includes what was read from and written to the cache (semconv gen-ai, note on usage).
std::optional<std::int64_t> input_of(const model::Tokens& t) {
  if (!t.input && !t.cache_read && !t.cache_write) return std::nullopt;
  return t.input.value_or(0) + t.cache_read.value_or(0) + t.cache_write.value_or(0);
}

void put_usage(OtlpAttributeList& a, const model::Request& q) {
  const auto& t = q.tokens;
  a.number("gen_ai.usage.input_tokens", input_of(t));
  a.number("gen_ai.usage.cache_read.input_tokens", t.cache_read);
  a.number("gen_ai.usage.cache_creation.input_tokens", t.cache_write);
  a.number("gen_ai.usage.output_tokens", t.output);
  a.number("gen_ai.usage.reasoning.output_tokens", t.reasoning);
  if (q.ttft_ms)
    a.real("gen_ai.response.time_to_first_chunk", static_cast<double>(*q.ttft_ms) / 1000);
}

// What the conventions have no word for, so that nothing is lost on the way back.
void put_own(OtlpAttributeList& a, const model::Request& q) {
  a.number("trace.cost_nusd", q.cost_nusd);
  if (q.cost_nusd || q.cost_source != model::CostSource::unknown)
    a.number("trace.cost_source", static_cast<std::int64_t>(q.cost_source));
  a.number("trace.cache_write_1h_tokens", q.tokens.cache_write_1h);
  a.number("trace.duration_ms", q.duration_ms);
  a.number("trace.request_bytes", q.request_bytes);
  a.number("trace.response_bytes", q.response_bytes);
  a.text("trace.token_id", q.token_id);
  a.text("trace.account_id", q.account_id);
  a.text("trace.mode", q.mode);
  a.text("trace.metadata", q.metadata);
  a.text("trace.conversation_id", q.conversation_id);
  a.text("trace.request_status", model::name(q.status));
  a.truth("trace.has_responded_at", q.responded_at.has_value());
}

// What was said, as JSON in a text: readers of the conventions take both forms.
void OtlpExport::put_content(OtlpAttributeList& a, const std::string& request) {
  const auto found = contents_.find(request);
  if (found == contents_.end()) return;
  const model::Content& c = found->second;
  a.text("gen_ai.input.messages", c.messages);
  a.text("trace.prompt", c.prompt);
  a.text("trace.completion", c.completion);
  a.text("trace.system_prompt", c.system_prompt);
}

void OtlpExport::request(const model::Request& q) {
  std::string item;
  json::Writer out(item);
  span_head(out, digest_of("call " + q.id, 8), "chat " + q.model, 3);
  const UnixMicros from = q.requested_at;
  span_times(out, from,
             q.responded_at.value_or(UnixMicros{from.v + q.duration_ms.value_or(0) * 1000}));
  OtlpAttributeList a(out);
  a.text("gen_ai.operation.name", "chat");
  a.text("gen_ai.provider.name", q.provider);
  a.text("gen_ai.request.model", q.model);
  a.text("gen_ai.response.model", q.model);
  a.text("gen_ai.response.id", q.id);
  a.truth("gen_ai.request.stream", q.stream);
  put_usage(a, q);
  a.number("http.response.status_code", q.status_code);
  a.text("user.id", q.user);
  put_own(a, q);
  put_content(a, q.id);
  const bool is_good = q.status == model::RequestStatus::success;
  if (!is_good) a.text("error.type", model::name(q.status));
  a.end();
  out.key("status").begin_object().key("code").integer(is_good ? 1 : 2);
  if (!q.error_message.empty()) out.key("message").string(q.error_message);
  out.end_object().end_object();
  add(item, kSpans);
}

void OtlpExport::event_body(json::Writer& out, const model::EventRow& event) {
  const auto parts = parts_.read(event);
  std::string text = parts.message;
  if (event.long_payload) {
    event.long_payload([&](std::string_view piece) {
      text += piece.substr(0, kMostBody - std::min(kMostBody, text.size()));
    });
  } else if (!parts.payload.empty()) {
    if (!text.empty()) text += '\n';
    text += parts.payload;
  }
  if (text.empty()) return;
  out.key("body").begin_object().key("stringValue").string(text).end_object();
}

void OtlpExport::event(const model::EventRow& e) {
  std::string item;
  json::Writer out(item);
  out.begin_object().key("timeUnixNano").string(nanoseconds(e.at));
  out.key("severityNumber").integer(severity_of(e.level));
  out.key("severityText").string(model::name(e.level)).key("eventName").string(e.type);
  out.key("traceId").string(trace_id_).key("spanId").string(root_);
  OtlpAttributeList a(out);
  a.number("trace.seq", e.seq);
  a.text("trace.uid", digest::hex(e.uid));
  a.text("gen_ai.tool.name", e.tool);
  a.number("trace.duration_ms", e.duration_ms);
  a.end();
  event_body(out, e);
  out.end_object();
  add(item, kLogs);
}

}  // namespace

void write_otlp(const Selection& selection, store::Database& db, formats::ByteSink& sink) {
  TraceWalk walk(db, selection);
  OtlpExport(walk, sink).write();
}

}  // namespace trace::tools
