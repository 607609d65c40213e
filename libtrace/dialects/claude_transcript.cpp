#include "dialects/claude_transcript.h"

#include "digest/blake2b.h"

#include "dialects/answer.h"
#include "dialects/claude_prompt.h"
#include "dialects/error_code.h"
#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "dialects/scalars.h"
#include "json/writer.h"
#include "model/event_row.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

constexpr std::size_t kMaxMessage = 500;
constexpr std::string_view kSynthetic = "<synthetic>";

std::string envelope_metadata(const Value& record) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("agent").string("claude");
  for (const auto& [key, name] : {std::pair{"version", "version"},
                                  std::pair{"gitBranch", "git_branch"}, std::pair{"slug", "slug"}})
    if (const auto text = record[key].str(); !text.empty()) writer.key(name).string(text);
  writer.end_object();
  return out;
}

// The failure that a retry tells of lies in layers, as the API's client saw it.
ErrorSigns signs_of_retry(const Value& record) {
  const auto error = record["error"];
  ErrorSigns signs;
  signs.http_status = error["status"].i64();
  for (auto layer = error; layer.is_object(); layer = layer["error"]) {
    if (!layer["type"].str().empty()) signs.code = layer["type"].str();
    if (!layer["message"].str().empty()) signs.message = layer["message"].str();
  }
  return signs;
}

ErrorSigns signs_of_message(const Value& record) {
  constexpr std::string_view kPrefix = "API Error: ";
  ErrorSigns signs;
  signs.code = record["error"].str();
  signs.message = text_of_content(record["message"]["content"]);
  signs.http_status = record["apiErrorStatus"].i64();
  const auto digits = signs.message.substr(0, kPrefix.size() + 3);
  if (!signs.http_status && digits.starts_with(kPrefix)) {
    std::int64_t status = 0;
    for (const char c : digits.substr(kPrefix.size()))
      status = c >= '0' && c <= '9' ? status * 10 + (c - '0') : 10'000;
    if (status >= 400 && status < 600) signs.http_status = status;
  }
  return signs;
}

bool is_retry(const Value& record) {
  return record["type"].str() == "system" && record["subtype"].str() == "api_error";
}

bool is_api_error(const Value& record) {
  return record["isApiErrorMessage"].boolean().value_or(false);
}

// A sub-agent's record inside a progress record: the same envelope once more.
Value inner_of(const Value& record) {
  if (record["type"].str() != "progress") return {};
  const auto inner = record["data"]["message"];
  return inner["message"].is_object() ? inner : Value();
}

}  // namespace

void ClaudeTranscript::take_time(ClaudeLine& line) {
  auto at = time_of(line.object["timestamp"]);
  if (!at) at = time_of(line.object["snapshot"]["timestamp"]);
  line.is_stored = true;
  line.has_time = at.has_value();
  if (!at) {
    // It happened about when the record before it did.
    line.at = last_at_.v == 0 ? line.at : last_at_;
    return;
  }
  line.at = *at;
  has_time_ = true;
  last_at_.v = std::max(last_at_.v, at->v);
}

void ClaudeTranscript::open(const ClaudeLine& line, ingest::Parsed& out) {
  if (!trace_.is_open()) {
    first_at_ = line.at;
    trace_.open(line.at, out);
  } else if (line.at.v < first_at_.v) {
    first_at_ = line.at;  // records are not strictly in the order of time
    trace_.change(out).started_at = line.at;
  }
}

void ClaudeTranscript::describe(const Value& record, ingest::Parsed& out) {
  if (is_described_ || !(record["cwd"] || record["version"])) return;
  is_described_ = true;
  auto& change = trace_.change(out);
  change.cwd = record["cwd"].str();
  change.metadata = envelope_metadata(record);
}

// Sidechains of old transcripts have no name: it is their first record, which its prompt joins to
// the call that started them. Copies lack records at times: then it is the last chain.
std::string ClaudeTranscript::sidechain_of(const Value& record) {
  const auto uuid = record["uuid"].str(), parent = record["parentUuid"].str();
  if (parent.empty()) {
    sidechain_ = uuid;
    agents_.link(uuid, agents_.call_of_prompt(text_of_content(record["message"]["content"])));
  } else if (const auto found = sidechains_.find(parent); found != sidechains_.end()) {
    sidechain_ = found->second;
  } else if (sidechain_.empty()) {
    sidechain_ = parent;
  }
  if (!uuid.empty()) sidechains_.insert_or_assign(std::string(uuid), sidechain_);
  return sidechain_;
}

std::string ClaudeTranscript::agent_of(const Value& record) {
  if (inner_of(record)) {
    const auto id = record["data"]["agentId"].str(), call = record["parentToolUseID"].str();
    agents_.link(id, call);
    return std::string(id.empty() ? call : id);
  }
  if (!record["isSidechain"].boolean().value_or(false)) return {};
  const auto id = record["agentId"].str();
  return id.empty() ? sidechain_of(record) : std::string(id);
}

void ClaudeTranscript::watch_agents(const ClaudeLine& line, std::string_view trace,
                                    ingest::Parsed& out) {
  const auto content = line.object["message"]["content"];
  const auto result = line.object["toolUseResult"];
  const bool is_under_way = result["status"].str() == "async_launched";
  for (auto block = content.first(); block; block = block.next()) {
    const auto type = block["type"].str();
    if (type == "tool_use") agents_.called(block, trace);
    if (type != "tool_result" || is_under_way) continue;
    const auto call = block["tool_use_id"].str();
    if (const auto agent = result["agentId"].str(); !agent.empty()) agents_.link(agent, call);
    agents_.answered(call, block["is_error"].boolean().value_or(false), line.at, out);
  }
}

void ClaudeTranscript::watch_end(const Value& record) {
  const auto message = record["message"];
  if (is_api_error(record)) {
    const auto signs = signs_of_message(record);
    const auto failure = classify_error(signs);
    last_ = Last::failure;
    failure_.error_code = failure.code;
    failure_.error_message = one_line(signs.message, kMaxMessage);
    failure_.retryable = failure.retryable;
    return;
  }
  if (!message.is_object()) return;
  last_ = Last::talk;
  const auto text = text_of_content(message["content"]);
  if (record["type"].str() == "user") {
    if (text.starts_with("[Request interrupted by user")) last_ = Last::interrupt;
  } else if (!text.empty() && message["model"].str() != kSynthetic) {
    answer_ = text;
  }
}

void ClaudeTranscript::watch_model(const ClaudeLine& line, RunTrace& trace, std::string_view agent,
                                   ingest::Parsed& out) {
  const auto value = line.object["message"]["model"];
  const auto model = value.str();
  if (model.empty() || model == kSynthetic) return;
  auto& known = models_[std::string(agent)];
  if (known == model) return;
  const bool is_change = !std::exchange(known, std::string(model)).empty();
  trace.change(out).model = model;
  if (agent.empty()) ledger_.set_model(model);
  if (!is_change) return;
  ingest::Event event = out.events.back();
  event.type = "model_change";
  event.tool = {};
  event.key = {};
  event.level = model::Level::info;
  event.part = line.part(value);
  out.events.push_back(event);
}

// What names a record wherever it is copied to.
std::string ClaudeTranscript::id_of_record(const ClaudeLine& line) {
  if (const auto uuid = line.object["uuid"].str(); !uuid.empty()) return std::string(uuid);
  if (!line.has_time) return trace_.id() + "/record/" + std::to_string(records_);
  return "claude/" + digest::hex(digest::bytes_of(digest::blake2b128(
                         std::to_string(line.at.v), line.object["message"].raw())));
}

void ClaudeTranscript::count_failure(const ClaudeLine& line, const Turn& turn,
                                     ingest::Parsed& out) {
  const auto& record = line.object;
  const auto signs = is_retry(record) ? signs_of_retry(record) : signs_of_message(record);
  auto request = ledger_.failed(id_of_record(line), signs, turn);
  request.metadata = is_retry(record) ? R"({"will_retry":true})" : "";
  out.after.emplace_back(std::move(request));
}

void ClaudeTranscript::count(const ClaudeLine& line, const Turn& turn, ingest::Parsed& out) {
  const auto& record = line.object;
  if (is_retry(record) || is_api_error(record)) return count_failure(line, turn, out);
  const auto message = record["message"];
  if (record["type"].str() == "user" && !message["usage"]) return ledger_.hand_over(turn);
  // Whatever the record is called: usage tells that a model was called.
  if (!message["usage"].is_object() && message["id"].str().empty()) return;
  auto named = turn;
  const auto id = message["id"].str().empty() ? id_of_record(line) : std::string();
  named.id = id;
  auto request = ledger_.message(record, named);
  if (!request) return;
  if (const auto duration = counter_of(record["durationMs"])) request->duration_ms = duration;
  out.after.emplace_back(std::move(*request));
}

void ClaudeTranscript::read_record(const ClaudeLine& line, std::string_view agent,
                                   ingest::Parsed& out) {
  const auto& record = line.object;
  auto& trace = agent.empty() ? trace_ : agents_.trace_of(agent, trace_, line.at, out);
  if (record["type"].str() == "user") trace.entitle(claude_prompt_of(record), out);
  events_.read(line, trace.id(), out);
  count(line, {agent, trace.id(), line.at, line.has_time}, out);
  watch_model(line, trace, agent, out);
  watch_agents(line, trace.id(), out);
  if (agent.empty()) watch_end(record);
}

void ClaudeTranscript::read(ClaudeLine line, ingest::Parsed& out) {
  constexpr std::size_t kForget = 512;
  const auto record = line.object;
  take_time(line);
  open(line, out);
  describe(record, out);
  // The store keeps the fullest report of a call.
  if (++records_ % kForget == 0) ledger_.forget_calls();
  for (const auto key : {"customTitle", "aiTitle"})
    if (const auto title = record[key].str(); !title.empty())
      trace_.change(out).title = one_line(title, 80);
  const auto agent = agent_of(record);
  if (const auto inner = inner_of(record)) {
    line.object = inner;
    line.is_part = true;
  }
  read_record(line, agent, out);
}

void ClaudeTranscript::read_text(const ingest::Line& line, ingest::Parsed& out) {
  const auto at = last_at_.v == 0 ? line.arrived : last_at_;
  trace_.open(at, out);
  auto& event = add_text_event(line, trace_.id(), out);
  event.at = at;
  event.flags |= model::EventFlag::not_parsed;
  out.understood = false;
}

void ClaudeTranscript::end(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  using enum model::RunStatus;
  const auto ended_at = last_at_.v == 0 ? at : last_at_;
  trace_.open(ended_at, out);
  auto status = eof_status_;
  if (cut && is_live_) status = abandoned;
  agents_.end(status, out);
  if (last_ == Last::interrupt) status = canceled;
  if (last_ == Last::failure) status = error;
  auto& end = trace_.end(status, model::Ending::provisional, ended_at, out);
  end.result = answer_json(answer_);
  if (last_ != Last::failure) return;
  end.error_code = failure_.error_code;
  end.error_message = failure_.error_message;
  end.retryable = failure_.retryable;
}

}  // namespace trace::dialects
