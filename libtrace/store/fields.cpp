#include "store/fields.h"

#include "store/payload.h"
#include "store/trace_usage.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trace::store {
namespace {

using enum FieldKind;

constexpr std::array<Field, 38> kTraceFields{
    {{"id", "t.uid", text},
     {"parent", "t.parent", text},
     {"title", "t.title", text},
     {"source", "t.source", name},
     {"source_ref", "t.source_ref", text},
     {"session_id", "t.session", text},
     {"message_id", "t.message_id", text},
     {"client_message_id", "t.client_message_id", text},
     {"target_task_id", "t.target_task_id", number},
     {"actor", "t.actor", name},
     {"mode", "t.mode", name},
     {"trace_level", "t.trace_level", keep},
     {"status", "t.status", run_status},
     {"created_at", "t.created_at", time},
     {"started_at", "t.started_at", time},
     {"ended_at", "t.ended_at", time},
     {"duration_ms", "t.duration_ms", number},
     {"error_code", "t.error_code", name},
     {"error_message", "t.error_message", text},
     {"retryable", "t.retryable", boolean},
     {"model", "t.model", name},
     {"cwd", "t.cwd", name},
     {"host", "t.host", name},
     {"switch_source", "t.switch_source", text},
     {"event_count", "t.event_count", number},
     {"error_count", "t.error_count", number},
     {"request_count", "count(*)", usage},
     {"input_tokens", "sum(input_tokens)", usage},
     {"cache_read_tokens", "sum(cache_read_tokens)", usage},
     {"cache_write_tokens", "sum(cache_write_tokens)", usage},
     {"output_tokens", "sum(output_tokens)", usage},
     {"reasoning_tokens", "sum(reasoning_tokens)", usage},
     {"total_tokens",
      "sum(coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0) + "
      "coalesce(cache_write_tokens, 0) + coalesce(output_tokens, 0))",
      usage},
     {"cost_usd", "sum(cost_nusd)", usage_usd},
     {"params", "t.params", json},
     {"stats", "t.stats", json},
     {"result", "t.result", json},
     {"metadata", "t.metadata", json}}};

constexpr std::array<Field, 31> kRequestFields{
    {{"id", "r.uid", text},
     {"trace", "(SELECT uid FROM traces WHERE id = r.trace)", text},
     {"token_id", "r.token", name},
     {"account_id", "r.account", name},
     {"user", "r.user", name},
     {"mode", "r.mode", name},
     {"model", "r.model", name},
     {"provider", "r.provider", name},
     {"stream", "r.stream", boolean},
     {"requested_at", "r.at", time},
     {"responded_at", "r.responded_at", time},
     {"duration_ms", "r.duration_ms", number},
     {"ttft_ms", "r.ttft_ms", number},
     {"input_tokens", "r.input_tokens", number},
     {"cache_read_tokens", "r.cache_read_tokens", number},
     {"cache_write_tokens", "r.cache_write_tokens", number},
     {"cache_write_1h_tokens", "r.cache_write_1h_tokens", number},
     {"output_tokens", "r.output_tokens", number},
     {"reasoning_tokens", "r.reasoning_tokens", number},
     {"total_tokens",
      "iif(coalesce(r.input_tokens, r.cache_read_tokens, r.cache_write_tokens, r.output_tokens) IS "
      "NULL, NULL, "
      "coalesce(r.input_tokens, 0) + coalesce(r.cache_read_tokens, 0) + "
      "coalesce(r.cache_write_tokens, 0) + "
      "coalesce(r.output_tokens, 0))",
      number},
     {"cost_usd", "r.cost_nusd", nano_usd},
     {"cost_source", "r.cost_source", cost_source},
     {"status", "r.status", request_status},
     {"status_code", "r.status_code", number},
     {"error_message", "r.error_message", text},
     {"request_bytes", "r.request_bytes", number},
     {"response_bytes", "r.response_bytes", number},
     {"conversation_id", "r.conversation_id", text},
     {"session_id", "(SELECT session FROM traces WHERE id = r.trace)", text},
     {"title", "(SELECT title FROM traces WHERE id = r.trace)", text},
     {"metadata", "r.metadata", json}}};

constexpr std::array<Field, 11> kContentFields{
    {{"request", "r.uid", text},
     {"trace", "(SELECT uid FROM traces WHERE id = r.trace)", text},
     {"conversation_id", "r.conversation_id", text},
     {"at", "c.at", time},
     {"model", "r.model", name},
     {"token_id", "r.token", name},
     {"status", "r.status", request_status},
     {"system_prompt", "c.system_prompt", text},
     {"messages", "c.messages", json},
     {"prompt", "c.prompt", text},
     {"completion", "c.completion", text}}};

struct ShortName {
  std::string_view word;
  std::string_view key;
};
constexpr std::array<ShortName, 6> kShortNames{{{"tokens", "total_tokens"},
                                                {"cost", "cost_usd"},
                                                {"duration", "duration_ms"},
                                                {"events", "event_count"},
                                                {"errors", "error_count"},
                                                {"ttft", "ttft_ms"}}};

std::string_view full_name(std::string_view key) {
  for (const ShortName& name : kShortNames) {
    if (name.word == key) return name.key;
  }
  return key;
}

bool means_time(Entity entity, std::string_view key) {
  return key == "time" || key == "at" || (entity == Entity::trace && key == "started_at");
}

std::string usage_of_trace(std::string_view sum) {
  return "(" + family_sql("t.id") + "SELECT " + std::string(sum) +
         " FROM requests WHERE trace IN (SELECT id FROM family))";
}

std::string case_of(std::string_view column, std::span<const std::string_view> words) {
  std::string sql = "CASE " + std::string(column);
  for (std::size_t i = 0; i < words.size(); ++i) {
    sql += " WHEN " + std::to_string(i) + " THEN '" + std::string(words[i]) + "'";
  }
  return sql + " END";
}

constexpr std::array<std::string_view, 7> kRunStatus{"queued",  "running",  "success",  "error",
                                                     "timeout", "canceled", "abandoned"};
constexpr std::array<std::string_view, 4> kRequestStatus{"success", "error", "quota_exceeded",
                                                         "canceled"};
constexpr std::array<std::string_view, 4> kLevel{"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 3> kKeep{"summary", "events", "full"};
constexpr std::array<std::string_view, 4> kCostSource{"unknown", "reported", "computed",
                                                      "contained"};

}  // namespace

std::span<const Field> fields_of(Entity entity) {
  switch (entity) {
    case Entity::trace:
      return kTraceFields;
    case Entity::request:
      return kRequestFields;
    case Entity::content:
      return kContentFields;
  }
  return {};
}

const Field* find_field(Entity entity, std::string_view key) {
  const auto fields = fields_of(entity);
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.key == key; });
  return found == fields.end() ? nullptr : &*found;
}

std::string_view row_id_of(Entity entity) {
  constexpr std::array<std::string_view, 3> kIds{"t.id", "r.id", "c.request"};
  return kIds[static_cast<std::size_t>(entity)];
}

std::string_view time_of(Entity entity) {
  constexpr std::array<std::string_view, 3> kTimes{"t.at", "r.at", "c.at"};
  return kTimes[static_cast<std::size_t>(entity)];
}

std::string from_of(Entity entity, Database& db) {
  if (entity == Entity::trace) return " FROM traces t";
  if (entity == Entity::request) return " FROM requests r";
  return " FROM " + contents_table(db) + " c CROSS JOIN requests r ON r.id = c.request";
}

std::string readable(const Field& field) {
  std::string column(field.column);
  switch (field.kind) {
    case number:
    case text:
    case json:
    case boolean:
      return column;
    case time:
      return "strftime('%Y-%m-%dT%H:%M:%fZ', " + column + " / 1e6, 'unixepoch')";
    case name:
      return "(SELECT name FROM dict WHERE id = " + column + ")";
    case run_status:
      return case_of(column, kRunStatus);
    case request_status:
      return case_of(column, kRequestStatus);
    case level:
      return case_of(column, kLevel);
    case keep:
      return case_of(column, kKeep);
    case cost_source:
      return case_of(column, kCostSource);
    case nano_usd:
      return column + " / 1e9";
    case usage:
      return usage_of_trace(column);
    case usage_usd:
      return usage_of_trace(column) + " / 1e9";
  }
  return column;
}

std::optional<std::string> sort_expression(Entity entity, std::string_view key) {
  if (means_time(entity, key)) {
    // Contents have no index on their time; their rows are in order of arrival.
    return std::string(entity == Entity::content ? row_id_of(entity) : time_of(entity));
  }
  const Field* field = find_field(entity, full_name(key));
  if (field == nullptr) return std::nullopt;
  if (field->column == time_of(entity)) return std::string(field->column);
  const bool is_number = field->kind == number || field->kind == time || field->kind == boolean ||
                         field->kind == nano_usd || field->kind == usage ||
                         field->kind == usage_usd;
  const bool is_sum = field->kind == usage || field->kind == usage_usd;
  std::string value = is_sum ? usage_of_trace(field->column)
                      : field->kind == time || field->kind == nano_usd ? std::string(field->column)
                                                                       : readable(*field);
  return "coalesce(" + value + (is_number ? ", -1)" : ", '')");
}

}  // namespace trace::store
