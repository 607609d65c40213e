#include "dialects/native_records.h"

#include "dialects/record_fields.h"
#include "json/members.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::TraceChange;

// The first of several ids speaks; another one is kept as metadata.
bool set_trace_id(const Value& v, TraceChange& t) { return id_text(v) == t.id; }

bool set_status(const Value& v, TraceChange& t) {
  t.status = model::parse_run_status(v.str());
  return t.status.has_value();
}

bool set_trace_level(const Value& v, TraceChange& t) {
  t.trace_level = model::parse_keep(v.str());
  return t.trace_level.has_value();
}

bool set_job_type(const Value& v, TraceChange& t) {
  if (!t.source.empty()) return false;
  t.source = v.str();
  return !t.source.empty();
}

bool set_error(const Value& v, TraceChange& t) {
  if (!t.error_message.empty()) return v.str() == t.error_message;
  if (!v.is_object()) return set_text<&TraceChange::error_message>(v, t);
  t.error_message = v["message"].str();
  if (t.error_code.empty()) t.error_code = scalar_text(v["code"]);
  return !t.error_message.empty();
}

constexpr auto kTraceFields = std::to_array<Field<TraceChange>>({
    {"kind", set_nothing},
    {"id", set_trace_id},
    {"job_id", set_trace_id},
    {"trace_id", set_trace_id},
    {"run_id", set_trace_id},
    {"title", set_text<&TraceChange::title>},
    {"source", set_text<&TraceChange::source>},
    {"job_type", set_job_type},
    {"source_ref", set_text<&TraceChange::source_ref>},
    {"target_task_id", set_number<&TraceChange::target_task_id>},
    {"created_at", set_time<&TraceChange::created_at>},
    {"parent", set_text<&TraceChange::parent>},
    {"session_id", set_text<&TraceChange::session_id>},
    {"message_id", set_text<&TraceChange::message_id>},
    {"client_message_id", set_text<&TraceChange::client_message_id>},
    {"actor", set_text<&TraceChange::actor>},
    {"mode", set_text<&TraceChange::mode>},
    {"trace_level", set_trace_level},
    {"status", set_status},
    {"started_at", set_time<&TraceChange::started_at>},
    {"ended_at", set_time<&TraceChange::ended_at>},
    {"finished_at",
     set_if_missing<&TraceChange::ended_at, set_time<&TraceChange::ended_at, TraceChange>>},
    {"duration_ms", set_number<&TraceChange::duration_ms>},
    {"error_code", set_text<&TraceChange::error_code>},
    {"error_message", set_text<&TraceChange::error_message>},
    {"error", set_error},
    {"retryable", set_truth<&TraceChange::retryable>},
    {"model", set_text<&TraceChange::model>},
    {"cwd", set_text<&TraceChange::cwd>},
    {"host", set_text<&TraceChange::host>},
    {"params", set_json<&TraceChange::params>},
    {"params_json", set_json_text<&TraceChange::params>},
    {"stats", set_json<&TraceChange::stats>},
    {"stats_json", set_json_text<&TraceChange::stats>},
    {"result", set_json<&TraceChange::result>},
    {"result_json", set_json_text<&TraceChange::result>},
    {"metadata", set_json<&TraceChange::metadata>},
    {"switch_source", set_text<&TraceChange::switch_source>},
});

struct RequestRecord : model::Request {
  std::optional<base::UnixMicros> requested;
  std::optional<std::int64_t> prompt_tokens;
  std::optional<model::RequestStatus> said_status;
  std::optional<model::CostSource> said_source;
};

template <auto M>
bool set_counter(const Value& v, RequestRecord& q) {
  const auto count = counter_of(v);
  if (count) q.tokens.*M = *count;
  return count.has_value();
}

bool set_completion_tokens(const Value& v, RequestRecord& q) {
  return q.tokens.output.has_value() || set_counter<&model::Tokens::output>(v, q);
}

bool set_prompt_tokens(const Value& v, RequestRecord& q) {
  q.prompt_tokens = counter_of(v);
  return q.prompt_tokens.has_value();
}

bool set_cost(const Value& v, RequestRecord& q) {
  q.cost_nusd = nano_dollars(v);
  return q.cost_nusd.has_value();
}

bool set_cost_source(const Value& v, RequestRecord& q) {
  constexpr std::array<std::pair<std::string_view, model::CostSource>, 4> kNames{
      {{"unknown", model::CostSource::unknown},
       {"reported", model::CostSource::reported},
       {"computed", model::CostSource::computed},
       {"contained", model::CostSource::contained}}};
  for (const auto& [name, source] : kNames)
    if (name == v.str()) q.said_source = source;
  return q.said_source.has_value();
}

bool set_request_status(const Value& v, RequestRecord& q) {
  const auto status = model::parse_request_status(v.str());
  if (status) q.said_status = status;
  return status.has_value();
}

bool set_success(const Value& v, RequestRecord& q) {
  std::optional<bool> truth = v.boolean();
  if (const auto n = v.i64(); n && (*n == 0 || *n == 1)) truth = *n == 1;
  if (truth && !q.said_status)
    q.said_status = *truth ? model::RequestStatus::success : model::RequestStatus::error;
  return truth.has_value();
}

// The first of several names speaks; another one is kept as metadata.
bool set_request_trace(const Value& v, RequestRecord& q) { return id_text(v) == q.trace; }

constexpr auto kRequestFields = std::to_array<Field<RequestRecord>>({
    {"kind", set_nothing},
    {"id", set_text<&RequestRecord::id>},
    {"trace", set_request_trace},
    {"trace_id", set_request_trace},
    {"run_id", set_request_trace},
    {"job_id", set_request_trace},
    {"token_id", set_text<&RequestRecord::token_id>},
    {"account_id", set_text<&RequestRecord::account_id>},
    {"user", set_text<&RequestRecord::user>},
    {"mode", set_text<&RequestRecord::mode>},
    {"model", set_text<&RequestRecord::model>},
    {"provider", set_text<&RequestRecord::provider>},
    {"stream", set_truth<&RequestRecord::stream>},
    {"requested_at", set_time<&RequestRecord::requested>},
    {"request_at",
     set_if_missing<&RequestRecord::requested, set_time<&RequestRecord::requested, RequestRecord>>},
    {"timestamp",
     set_if_missing<&RequestRecord::requested, set_time<&RequestRecord::requested, RequestRecord>>},
    {"responded_at", set_time<&RequestRecord::responded_at>},
    {"response_at", set_if_missing<&RequestRecord::responded_at,
                                   set_time<&RequestRecord::responded_at, RequestRecord>>},
    {"duration_ms", set_number<&RequestRecord::duration_ms>},
    {"ttft_ms", set_number<&RequestRecord::ttft_ms>},
    {"input_tokens", set_counter<&model::Tokens::input>},
    {"prompt_tokens", set_prompt_tokens},
    {"cache_read_tokens", set_counter<&model::Tokens::cache_read>},
    {"cache_write_tokens", set_counter<&model::Tokens::cache_write>},
    {"cache_write_1h_tokens", set_counter<&model::Tokens::cache_write_1h>},
    {"output_tokens", set_counter<&model::Tokens::output>},
    {"completion_tokens", set_completion_tokens},
    {"reasoning_tokens", set_counter<&model::Tokens::reasoning>},
    {"cost_usd", set_cost},
    {"cost_source", set_cost_source},
    {"status", set_request_status},
    {"success", set_success},
    {"status_code", set_number<&RequestRecord::status_code>},
    {"error_message", set_text<&RequestRecord::error_message>},
    {"request_bytes", set_number<&RequestRecord::request_bytes>},
    {"response_bytes", set_number<&RequestRecord::response_bytes>},
    {"conversation_id", set_text<&RequestRecord::conversation_id>},
    {"system_prompt", set_nothing},
    {"messages", set_nothing},
    {"prompt", set_nothing},
    {"completion", set_nothing},
    {"request_body", set_nothing},
    {"response_body", set_nothing},
});

// Metadata and unknown members (each with a comma before it) as one object.
std::string with_unknown(const std::string& metadata, const std::string& unknown) {
  if (unknown.empty()) return metadata;
  std::string members;
  json::Members known(metadata);
  while (const auto member = known.next()) {
    members += ',';
    members += member->quoted;
    members += ':';
    members += member->value;
  }
  if (members.empty() && !metadata.empty() && metadata.front() != '{')
    members = ",\"metadata\":" + metadata;
  members += unknown;
  members.front() = '{';
  return members + '}';
}

void settle(RequestRecord& q, base::UnixMicros arrived) {
  q.requested_at = q.requested.value_or(q.responded_at ? *q.responded_at : arrived);
  if (q.prompt_tokens && !q.tokens.input)
    q.tokens.input = std::max<std::int64_t>(
        0, *q.prompt_tokens - q.tokens.cache_read.value_or(0) - q.tokens.cache_write.value_or(0));
  const auto source = q.cost_nusd ? model::CostSource::reported : model::CostSource::unknown;
  q.cost_source = q.said_source.value_or(source);
  q.status = q.said_status.value_or(model::RequestStatus::success);
}

void take_text(const Value& v, std::string& to) {
  if (!v.is_null() && to.empty()) to = v.is_string() ? v.str() : v.raw();
}

}  // namespace

std::string_view id_text(const Value& value) noexcept { return scalar_text(value); }

std::string_view trace_of(const Value& record) noexcept {
  for (const auto key : {"trace", "trace_id", "run_id", "job_id"})
    if (const auto id = id_text(record[key]); !id.empty()) return id;
  return {};
}

std::optional<TraceChange> read_trace(const Value& record) {
  TraceChange t;
  for (const auto key : {"id", "job_id", "trace_id", "run_id"})
    if (t.id.empty()) t.id = id_text(record[key]);
  if (t.id.empty()) return std::nullopt;
  std::string unknown;
  set_fields<TraceChange>(record, kTraceFields, t, unknown);
  t.metadata = with_unknown(t.metadata, unknown);
  // A first report without a source is a job where it has the job's id; the store says `cli` else.
  if (t.source.empty() && record["job_id"]) t.source = "plan_decompose";
  if (t.status == model::RunStatus::abandoned) t.ending = model::Ending::provisional;
  return t;
}

std::optional<model::Request> read_request(const Value& record, base::UnixMicros arrived) {
  RequestRecord q;
  q.trace = trace_of(record);
  set_fields<RequestRecord>(record, kRequestFields, q, q.metadata);
  if (q.id.empty() || q.model.empty()) return std::nullopt;
  q.metadata = with_unknown("", q.metadata);
  settle(q, arrived);
  return std::move(static_cast<model::Request&>(q));
}

std::optional<model::Content> read_content(const Value& record, base::UnixMicros arrived) {
  model::Content c;
  c.request = id_text(record["request"]);
  if (c.request.empty()) return std::nullopt;
  c.at = arrived;
  take_text(record["system_prompt"], c.system_prompt);
  if (!record["messages"].is_null()) c.messages = record["messages"].raw();
  take_text(record["prompt"], c.prompt);
  take_text(record["completion"], c.completion);
  return c;
}

std::optional<model::Content> read_bodies(const Value& record, base::UnixMicros arrived) {
  model::Content c;
  c.request = id_text(record["id"]);
  c.at = arrived;
  take_text(record["system_prompt"], c.system_prompt);
  if (!record["messages"].is_null()) c.messages = record["messages"].raw();
  take_text(record["prompt"], c.prompt);
  take_text(record["request_body"], c.prompt);
  take_text(record["completion"], c.completion);
  take_text(record["response_body"], c.completion);
  if (c.system_prompt.empty() && c.messages.empty() && c.prompt.empty() && c.completion.empty())
    return std::nullopt;
  return c;
}

}  // namespace trace::dialects
