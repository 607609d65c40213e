#include "dialects/claude_session.h"

#include "dialects/error_code.h"
#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "dialects/scalars.h"
#include "json/writer.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

// What a person asked: text of a user line that brings no tool result and was not made up.
std::string_view prompt_of(const Value& line) {
  if (line["isMeta"].boolean().value_or(false) || line["isSynthetic"].boolean().value_or(false))
    return {};
  if (!line["parent_tool_use_id"].str().empty()) return {};
  const auto content = line["message"]["content"];
  if (content.is_string()) return content.str();
  std::string_view text;
  for (auto block = content.first(); block; block = block.next()) {
    if (block["type"].str() == "tool_result") return {};
    if (text.empty() && block["type"].str() == "text") text = block["text"].str();
  }
  return text;
}

std::string init_metadata(const Value& init) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("agent").string("claude");
  if (const auto version = init["claude_code_version"].str(); !version.empty())
    writer.key("version").string(version);
  if (const auto mode = init["permissionMode"].str(); !mode.empty())
    writer.key("permission_mode").string(mode);
  writer.end_object();
  return out;
}

std::string result_stats(const Value& result) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  for (const auto key : {"num_turns", "duration_api_ms", "total_cost_usd", "subtype"})
    if (const auto value = result[key]; value && !value.is_null()) writer.key(key).raw(value.raw());
  writer.end_object();
  return out;
}

std::string_view text_of_error(const Value& error) {
  return error.is_object() ? error["message"].str() : error.str();
}

std::string_view error_text(const Value& result) {
  for (const auto& error : {result["error"], result["errors"].first(), result["result"]})
    if (const auto text = text_of_error(error); !text.empty()) return text;
  return result["subtype"].str();
}

std::string_view error_word(const Value& result) {
  const auto error = result["error"];
  for (const auto key : {"type", "code"})
    if (const auto word = error[key].str(); !word.empty()) return word;
  return result["subtype"].str();
}

bool is_failure(const Value& result) {
  const auto subtype = result["subtype"].str();
  return result["is_error"].boolean().value_or(false) || (!subtype.empty() && subtype != "success");
}

void describe_failure(const Value& result, model::TraceChange& end) {
  constexpr std::size_t kMaxMessage = 500;
  const auto message = error_text(result);
  const auto failure =
      classify_error({error_word(result), result["api_error_status"].i64(), message});
  end.status = model::RunStatus::error;
  end.error_code = failure.code;
  end.error_message = one_line(message, kMaxMessage);
  end.retryable = failure.retryable;
}

bool asks_the_model(std::string_view type) {
  return type == "assistant" || type == "stream_event" || type == "user";
}

}  // namespace

void ClaudeSession::open(base::UnixMicros at, ingest::Parsed& out) {
  if (std::exchange(is_open_, true)) return;
  model::TraceChange change;
  change.id = trace_;
  change.session_id = session_;
  change.status = model::RunStatus::running;
  change.started_at = at;
  out.before.emplace_back(std::move(change));
}

void ClaudeSession::describe(const Value& init, ingest::Parsed& out) {
  ledger_.set_model(init["model"].str());
  model::TraceChange change;
  change.id = trace_;
  change.session_id = session_;
  change.model = init["model"].str();
  change.cwd = init["cwd"].str();
  change.metadata = init_metadata(init);
  out.before.emplace_back(std::move(change));
}

void ClaudeSession::entitle(const Value& line, ingest::Parsed& out) {
  constexpr std::size_t kMaxTitle = 80;
  if (has_title_) return;
  auto title = one_line(prompt_of(line), kMaxTitle);
  if (title.empty()) return;
  has_title_ = true;
  model::TraceChange change;
  change.id = trace_;
  change.title = std::move(title);
  out.before.emplace_back(std::move(change));
}

void ClaudeSession::count(const ClaudeLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  const auto type = object["type"].str();
  const Turn turn{object["parent_tool_use_id"].str(), line.at};
  std::optional<model::Request> request;
  if (type == "user" || (type == "system" && object["subtype"].str() == "init"))
    ledger_.hand_over(turn);
  if (type == "conversation_reset") ledger_.reset();
  if (type == "assistant") request = ledger_.message(object["message"], turn);
  if (type == "stream_event") request = ledger_.stream(object["event"], turn);
  if (request) out.after.emplace_back(std::move(*request));
}

void ClaudeSession::take_result(const ClaudeLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  for (auto& request : ledger_.result(object, line.at)) out.after.emplace_back(std::move(request));
  auto& end = result_.emplace();
  end.id = trace_;
  end.status = model::RunStatus::success;
  end.ended_at = line.at;
  if (is_failure(object)) describe_failure(object, end);
  if (const auto duration = counter_of(object["duration_ms"])) {
    duration_ms_ = saturated(duration_ms_, *duration);  // each result tells of its own turn
    end.duration_ms = duration_ms_;
  }
  end.stats = result_stats(object);
}

void ClaudeSession::read(const ClaudeLine& line, ingest::Parsed& out) {
  const auto& object = line.object;
  const auto type = object["type"].str();
  open(line.at, out);
  if (type == "system" && object["subtype"].str() == "init") describe(object, out);
  if (type == "user") entitle(object, out);
  // A turn began after the result: what that said is not the end.
  if (asks_the_model(type) && object["parent_tool_use_id"].str().empty()) result_.reset();
  events_.read(line, trace_, out);
  count(line, out);
  if (type == "result") take_result(line, out);
}

void ClaudeSession::read_text(const ingest::Line& line, ingest::Parsed& out) {
  open(line.arrived, out);
  add_text_event(line, trace_, out).flags |= model::EventFlag::not_parsed;
  out.understood = false;
}

void ClaudeSession::end(base::UnixMicros at, ingest::Parsed& out) {
  open(at, out);
  if (result_) {
    out.after.emplace_back(std::move(*result_));
    return;
  }
  model::TraceChange change;
  change.id = trace_;
  change.status = model::RunStatus::abandoned;
  change.ending = model::Ending::provisional;
  change.ended_at = at;
  out.after.emplace_back(std::move(change));
}

}  // namespace trace::dialects
