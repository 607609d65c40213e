#include "dialects/otlp.h"

#include "dialects/line_text.h"
#include "dialects/otlp_attributes.h"
#include "dialects/otlp_call.h"
#include "dialects/otlp_calls.h"
#include "dialects/otlp_traces.h"
#include "dialects/payload.h"
#include "json/writer.h"
#include "model/event_row.h"

#include <array>
#include <string>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::EventFlag;
using model::Level;

// What an export holds; the newer name of a list, and the one it had before.
struct Signal {
  std::string_view resources, scopes, old_scopes, items, old_items;
};
constexpr Signal kSpans{"resourceSpans", "scopeSpans", "instrumentationLibrarySpans", "spans", ""};
constexpr Signal kLogs{"resourceLogs", "scopeLogs", "instrumentationLibraryLogs", "logRecords",
                       "logs"};
constexpr Signal kMetrics{"resourceMetrics", "scopeMetrics", "instrumentationLibraryMetrics",
                          "metrics", ""};

Value either(const Value& object, std::string_view name, std::string_view old) {
  const auto value = object[name];
  return value || old.empty() ? value : object[old];
}

template <typename F>
void each(const Value& root, const Signal& signal, F&& f) {
  for (auto r = root[signal.resources].first(); r; r = r.next()) {
    const auto scopes = either(r, signal.scopes, signal.old_scopes);
    for (auto s = scopes.first(); s; s = s.next()) {
      const auto items = either(s, signal.items, signal.old_items);
      for (auto item = items.first(); item; item = item.next()) f(item, r["resource"]);
    }
  }
}

std::string_view conversation_of(const OtlpAttributes& a) {
  if (!a.is_about_models()) return {};
  return a.text({"gen_ai.conversation.id", "session.id", "copilot_chat.session_id",
                 "copilot_chat.chat_session_id"});
}

std::string metadata_of(const OtlpAttributes& resource) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("agent").string("otlp");
  if (const auto name = resource.text({"service.name"}); !name.empty())
    writer.key("service").string(name);
  if (const auto version = resource.text({"service.version"}); !version.empty())
    writer.key("version").string(version);
  writer.end_object();
  return out;
}

std::string lowered(std::string_view text) {
  std::string out(text.substr(0, 16));
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// severityNumber: 1-8 trace and debug, 9-12 info, 13-16 warn, 17-24 error and fatal; else its text.
Level level_of_record(const Value& record) {
  const auto number = record["severityNumber"].i64().value_or(0);
  if (number <= 0)
    return model::parse_level(lowered(record["severityText"].str())).value_or(Level::info);
  if (number <= 8) return Level::debug;
  if (number <= 12) return Level::info;
  return number <= 16 ? Level::warn : Level::error;
}

struct EventType {
  std::string_view name, type;
};
// Names of log records and of events in spans that say what was said.
constexpr auto kEventTypes = std::to_array<EventType>({
    {"exception", "error"},
    {"gen_ai.system.message", "system"},
    {"gen_ai.user.message", "user"},
    {"gen_ai.content.prompt", "user"},
    {"gen_ai.assistant.message", "assistant"},
    {"gen_ai.content.completion", "assistant"},
    {"gen_ai.choice", "assistant"},
    {"gen_ai.tool.message", "tool_result"},
    {"gen_ai.client.inference.operation.details", "assistant"},
});

std::string_view type_of_event(std::string_view name) {
  for (const auto& known : kEventTypes)
    if (known.name == name) return known.type;
  return is_word(name) ? name : "log";
}

std::string_view type_of_span(OtlpOperation operation) {
  if (operation == OtlpOperation::model_call) return "assistant";
  return operation == OtlpOperation::tool ? "tool_call" : "span";
}

class Otlp final : public ingest::Dialect {
 public:
  explicit Otlp(const ingest::DialectContext& context)
      : traces_(context), calls_(context.keep_content) {}
  std::string_view name() const override { return "otlp"; }
  bool may_repeat() const override { return true; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool, ingest::Parsed& out) override { traces_.finish(at, out); }

 private:
  void read_export(const Value& root);
  void learn_conversations(const Value& root);
  void read_span(const Value& span, const Value& resource);
  void read_span_events(const Value& span, const OtlpRun& run);
  void read_record(const Value& record, const Value& resource);
  void read_metric(const Value& metric, const Value& resource);
  OtlpRun& run_of(std::string_view trace_id, std::optional<base::UnixMicros> at,
                  const Value& resource);
  void take_answer(OtlpRun& run, const OtlpAttributes& attributes,
                   std::optional<base::UnixMicros> at);
  void name_model(OtlpRun& run, const OtlpAttributes& attributes);
  ingest::Event& add(const Value& value, const OtlpRun& run, std::string_view type,
                     std::optional<base::UnixMicros> at);
  void add_other(const Payload& payload);

  OtlpTraces traces_;
  OtlpCalls calls_;
  PayloadReader payloads_;
  json::Document inner_;
  std::size_t shift_ = 0;
  const ingest::Line* line_ = nullptr;
  ingest::Parsed* out_ = nullptr;
};

OtlpRun& Otlp::run_of(std::string_view trace_id, std::optional<base::UnixMicros> at,
                      const Value& resource) {
  auto& run = traces_.of(trace_id, at);
  if (std::exchange(run.is_described, true)) return run;
  const OtlpAttributes attributes(resource["attributes"]);
  auto& change = run.trace.change(*out_);
  change.metadata = metadata_of(attributes);
  change.host = attributes.text({"host.name"});
  return run;
}

ingest::Event& Otlp::add(const Value& value, const OtlpRun& run, std::string_view type,
                         std::optional<base::UnixMicros> at) {
  auto& event = out_->events.emplace_back();
  event.trace = run.trace.id();
  event.type = type;
  event.at = at;
  if (!at) event.flags = EventFlag::arrival_time;
  event.part = ingest::Slice{static_cast<std::uint32_t>(shift_ + value.offset()),
                             static_cast<std::uint32_t>(value.raw().size())};
  return event;
}

// Exports come in any order: the answer that was given last is the last one.
void Otlp::take_answer(OtlpRun& run, const OtlpAttributes& attributes,
                       std::optional<base::UnixMicros> at) {
  if (run.answered && at && *at < *run.answered) return;
  auto answer = otlp_answer(attributes, inner_);
  if (answer.empty()) return;
  run.answer = std::move(answer);
  run.answered = at;
}

// A trace is named after the first model that was called in it.
void Otlp::name_model(OtlpRun& run, const OtlpAttributes& attributes) {
  const auto model = attributes.text({"gen_ai.response.model", "gen_ai.request.model"});
  if (model.empty() || std::exchange(run.has_model, true)) return;
  run.trace.change(*out_).model = model;
}

void Otlp::read_span_events(const Value& span, const OtlpRun& run) {
  for (auto e = span["events"].first(); e; e = e.next()) {
    const auto type = type_of_event(e["name"].str());
    auto& event = add(e, run, type, otlp_time(e["timeUnixNano"]));
    event.key = otlp_id(span["spanId"]);
    if (type == "error") event.level = Level::error;
  }
}

void Otlp::read_span(const Value& span, const Value& resource) {
  const OtlpAttributes a(span["attributes"]);
  const auto operation = otlp_operation(a, span["name"].str());
  const auto from = otlp_time(span["startTimeUnixNano"]), to = otlp_time(span["endTimeUnixNano"]);
  const auto trace_id = otlp_id(span["traceId"]), span_id = otlp_id(span["spanId"]);
  const auto failure = otlp_failure(a, span["status"]);
  auto& run = run_of(trace_id, from, resource);
  traces_.spans(run, from, to);
  auto& event = add(span, run, type_of_span(operation), from);
  event.source_id = span_id;
  event.key = span_id;
  if (from && to && to->v >= from->v) event.duration_ms = (to->v - from->v) / 1000;
  if (failure.has_failed) event.level = Level::error;
  if (operation == OtlpOperation::tool) {
    event.tool = a.text({"gen_ai.tool.name", "traceloop.entity.name"});
    if (const auto id = a.text({"gen_ai.tool.call.id"}); !id.empty()) event.key = id;
  }
  read_span_events(span, run);
  if (operation == OtlpOperation::model_call) {
    run.trace.entitle(otlp_prompt(a, inner_), *out_);
    const OtlpPlace place{run.trace.id(), trace_id, span_id, from, to, true};
    calls_.add(a, place, failure, line_->arrived, *out_);
    name_model(run, a);
    take_answer(run, a, to);
  }
  if (operation == OtlpOperation::agent && run.agent_model.empty())
    run.agent_model = a.text({"gen_ai.response.model", "gen_ai.request.model"});
  if (!trace_id.empty() && otlp_id(span["parentSpanId"]).empty())
    traces_.take_root(run, span["name"].str(), failure);
}

void Otlp::read_record(const Value& record, const Value& resource) {
  const OtlpAttributes a(record["attributes"]);
  auto at = otlp_time(record["timeUnixNano"]);
  if (!at) at = otlp_time(record["observedTimeUnixNano"]);
  const auto trace_id = otlp_id(record["traceId"]), span_id = otlp_id(record["spanId"]);
  auto& run = run_of(trace_id, at, resource);
  traces_.spans(run, at, at);
  auto name = record["eventName"].str();
  if (name.empty()) name = a.text({"event.name"});
  auto& event = add(record, run, type_of_event(name), at);
  event.level = level_of_record(record);
  event.key = span_id;
  if (name != "gen_ai.client.inference.operation.details") return;
  run.trace.entitle(otlp_prompt(a, inner_), *out_);
  if (otlp_operation(a, "chat") != OtlpOperation::model_call) return;
  const OtlpPlace place{run.trace.id(), trace_id, span_id, at, std::nullopt, false};
  calls_.add(a, place, otlp_failure(a, Value()), line_->arrived, *out_);
  name_model(run, a);
  take_answer(run, a, at);
}

void Otlp::read_metric(const Value& metric, const Value& resource) {
  Value points;
  for (const auto kind : {"sum", "gauge", "histogram", "exponentialHistogram", "summary"})
    if (const auto value = metric[kind]; value.is_object()) points = value["dataPoints"];
  const auto at = otlp_time(points.first()["timeUnixNano"]);
  add(metric, run_of("", at, resource), "metric", at);
}

// Before anything else: which trace ids are of a conversation, as children come before parents.
void Otlp::learn_conversations(const Value& root) {
  const auto learn = [&](const Value& item, const Value&) {
    const auto id = otlp_id(item["traceId"]);
    if (!id.empty()) traces_.join(id, conversation_of(OtlpAttributes(item["attributes"])));
  };
  each(root, kSpans, learn);
  each(root, kLogs, learn);
}

void Otlp::read_export(const Value& root) {
  learn_conversations(root);
  each(root, kSpans, [&](const Value& s, const Value& resource) { read_span(s, resource); });
  each(root, kLogs, [&](const Value& r, const Value& resource) { read_record(r, resource); });
  each(root, kMetrics, [&](const Value& m, const Value& resource) { read_metric(m, resource); });
}

// Exports without anything in them, answers of a collector, text between.
void Otlp::add_other(const Payload& payload) {
  auto& run = traces_.of("", std::nullopt);
  auto& event = out_->events.emplace_back();
  event.trace = run.trace.id();
  event.type = payload.root ? "raw" : "text";
  event.flags = EventFlag::arrival_time;
  if (payload.root) return;
  event.level = leading_level(line_->bytes);
  event.flags |= EventFlag::text | EventFlag::not_parsed;
  out_->understood = false;
}

void Otlp::feed(const ingest::Line& line, ingest::Parsed& out) {
  if (trimmed(line.bytes).empty()) return;
  line_ = &line;
  out_ = &out;
  traces_.begin_frame(line, out);
  const auto payload = payloads_.read(line.bytes);
  shift_ = payload.shift;
  if (payload.root.is_array())
    for (auto item = payload.root.first(); item; item = item.next()) read_export(item);
  else
    read_export(payload.root);
  if (out.events.empty()) add_other(payload);
}

bool is_export(const Value& p) {
  return p[kSpans.resources].is_array() || p[kLogs.resources].is_array() ||
         p[kMetrics.resources].is_array();
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_otlp(const ingest::DialectContext& context) {
  return std::make_unique<Otlp>(context);
}

Claim claim_otlp(const Value& value) {
  return is_export(value.is_array() ? value.first() : value) ? Claim::certain : Claim::none;
}

}  // namespace trace::dialects
