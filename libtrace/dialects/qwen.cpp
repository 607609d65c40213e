#include "dialects/qwen.h"

#include "dialects/gemini_counts.h"
#include "dialects/gemini_text.h"
#include "dialects/line_text.h"
#include "dialects/qwen_ledger.h"
#include "dialects/scalars.h"
#include "dialects/session_dialect.h"

#include <map>
#include <unordered_set>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

class Qwen final : public SessionDialect {
 public:
  explicit Qwen(const ingest::DialectContext& context) : SessionDialect("qwen", context) {
    set_source(Source::storage);
  }

 private:
  void read(const Frame& frame, ingest::Parsed& out) override;
  void begin() override;
  void conclude(ingest::Parsed& out) override;

  void describe(const Value& root, ingest::Parsed& out);
  void read_system(const Frame& frame, ingest::Parsed& out);
  void read_telemetry(const Frame& frame, ingest::Event& event, ingest::Parsed& out);
  void read_failed_call(const Value& told, const Frame& frame, ingest::Parsed& out);
  void read_parts(const Frame& frame, ingest::Parsed& out);
  void read_part(const Value& part, const Frame& frame, ingest::Parsed& out);
  void read_block(const Value& block, const Frame& frame, ingest::Parsed& out);
  void count(const Frame& frame, ingest::Parsed& out);
  void count_message(const Frame& frame, ingest::Parsed& out);
  void prompt(const Value& root, ingest::Parsed& out);

  bool is_described_ = false;
  QwenLedger ledger_;
  std::optional<base::UnixMicros> asked_;
  std::optional<model::Request> call_;             // iFlow: the answer that is being given
  std::unordered_set<std::string> called_;         // tools, which iFlow tells of twice
  std::map<std::string, std::int64_t> durations_;  // by tool: how long the next result took
};

void Qwen::begin() {
  is_described_ = false;
  ledger_ = QwenLedger();
  asked_.reset();
  call_.reset();
  called_.clear();
  durations_.clear();
}

void Qwen::conclude(ingest::Parsed& out) {
  for (auto& request : ledger_.take_rest()) out.after.emplace_back(std::move(request));
}

void Qwen::describe(const Value& root, ingest::Parsed& out) {
  if (is_described_ || root["cwd"].str().empty()) return;
  is_described_ = true;
  auto& change = run().change(out);
  change.cwd = root["cwd"].str();
  const bool is_qwen = root["message"]["parts"].is_array() || root["systemPayload"];
  change.metadata = metadata_of({{"agent", is_qwen ? "qwen" : "iflow"},
                                 {"version", root["version"].str()},
                                 {"git_branch", root["gitBranch"].str()}});
}

void Qwen::read(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  enter(root["sessionId"].str(), frame, out);
  describe(root, out);
  const auto type = root["type"].str();
  if (type == "system") return read_system(frame, out);
  const bool is_message = type == "user" || type == "assistant" || type == "tool_result";
  if (!is_message) {
    add_event(frame, "raw", out).source_id = root["uuid"].str();
    return;
  }
  if (type == "user") prompt(root, out);
  read_parts(frame, out);
  if (out.events.empty()) add_event(frame, type == "tool_result" ? "tool_result" : type, out);
  out.events.front().source_id = root["uuid"].str();
  if (type == "assistant") count(frame, out);
  if (type != "assistant") call_.reset();
  asked_ = frame.at;
}

// What a person asked, not what the agent told itself or a tool said.
void Qwen::prompt(const Value& root, ingest::Parsed& out) {
  const auto provenance = root["provenance"].str();
  const bool is_person = provenance.empty() || provenance == "real_user";
  if (!is_person || root["subtype"] || root["isMeta"].boolean().value_or(false)) return;
  const auto message = root["message"];
  if (message["content"].is_string()) return ask(message["content"].str(), out);
  for (const auto& list : {message["parts"], message["content"]})
    for (auto part = list.first(); part; part = part.next()) {
      if (part["functionResponse"] || part["type"].str() == "tool_result") return;
      ask(part["text"].str(), out);
    }
}

void Qwen::read_system(const Frame& frame, ingest::Parsed& out) {
  const auto subtype = frame.root["subtype"].str();
  auto& event = add_event(frame, "system", out);
  event.source_id = frame.root["uuid"].str();
  if (subtype == "chat_compression") {
    event.type = "compaction";
  } else if (subtype == "ui_telemetry") {
    read_telemetry(frame, event, out);
  } else if (subtype == "session_model") {
    event.type = "model_change";
  } else if (is_word(subtype, 48)) {
    event.type = hold("system." + std::string(subtype));
  }
}

void Qwen::read_telemetry(const Frame& frame, ingest::Event& event, ingest::Parsed& out) {
  const auto told = frame.root["systemPayload"]["uiEvent"];
  const auto name = told["event.name"].str();
  const auto duration = counter_of(told["duration_ms"]);
  event.type = "telemetry";
  event.level = Level::debug;
  event.duration_ms = duration;
  if (name.ends_with("tool_call")) {
    event.tool = told["function_name"].str();
    if (duration) durations_[std::string(event.tool)] = *duration;
  } else if (name.ends_with("api_error")) {
    event.type = "error";
    event.level = Level::error;
    read_failed_call(told, frame, out);
  } else if (name.ends_with("api_response")) {
    auto r = request(frame.root["uuid"].str(), frame);
    if (const auto model = told["model"].str(); !model.empty()) r.model = model;
    r.tokens = read_telemetry_tokens(told);
    r.duration_ms = duration;
    r.status_code = told["status_code"].i64();
    r.responded_at = frame.at;
    r.requested_at.v -= duration.value_or(0) * 1000;
    ledger_.reported(std::move(r));
  }
}

void Qwen::read_failed_call(const Value& told, const Frame& frame, ingest::Parsed& out) {
  auto r = request(frame.root["uuid"].str(), frame);
  if (const auto model = told["model"].str(); !model.empty()) r.model = model;
  r.status = model::RequestStatus::error;
  r.duration_ms = counter_of(told["duration_ms"]);
  r.status_code = told["status_code"].i64();
  r.error_message = one_line(told["error"].str(), 500);
  r.requested_at.v -= r.duration_ms.value_or(0) * 1000;
  out.after.emplace_back(std::move(r));
}

void Qwen::read_parts(const Frame& frame, ingest::Parsed& out) {
  const auto message = frame.root["message"];
  for (auto part = message["parts"].first(); part; part = part.next()) read_part(part, frame, out);
  const auto content = message["content"];
  for (auto block = content.first(); block; block = block.next()) read_block(block, frame, out);
}

void Qwen::read_part(const Value& part, const Frame& frame, ingest::Parsed& out) {
  if (const auto call = part["functionCall"]) {
    const auto id = call["id"].str();
    call_tool(add_part(frame, call, "tool_call", out), id, call["name"].str(), frame.at);
  } else if (const auto response = part["functionResponse"]) {
    auto& event = add_part(frame, response, "tool_result", out);
    const auto told = frame.root["toolCallResult"];
    if (const auto found = durations_.extract(std::string(response["name"].str())))
      event.duration_ms = found.mapped();
    event.tool = response["name"].str();
    answer_tool(event, response["id"].str(), frame.at);
    const auto status = told["status"].str();
    if (status == "error" || response["response"]["error"]) event.level = Level::error;
    if (status == "cancelled") event.level = Level::warn;
  } else if (part["text"].is_string()) {
    const bool is_thought = part["thought"].boolean().value_or(false);
    const bool is_user = frame.root["type"].str() == "user";
    add_part(frame, part, is_thought ? "thinking" : is_user ? "user" : "assistant", out);
    if (!is_thought && !is_user) answer(part["text"].str());
  }
}

void Qwen::read_block(const Value& block, const Frame& frame, ingest::Parsed& out) {
  const auto type = block["type"].str();
  if (type == "tool_use") {
    const auto id = block["id"].str();
    if (!called_.emplace(id).second) return;
    call_tool(add_part(frame, block, "tool_call", out), id, block["name"].str(), frame.at);
  } else if (type == "tool_result") {
    auto& event = add_part(frame, block, "tool_result", out);
    answer_tool(event, block["tool_use_id"].str(), frame.at);
    if (block["is_error"].boolean().value_or(false)) event.level = Level::error;
  } else if (type == "thinking") {
    add_part(frame, block, "thinking", out);
  } else if (type == "text") {
    const bool is_user = frame.root["type"].str() == "user";
    add_part(frame, block, is_user ? "user" : "assistant", out);
    if (!is_user) answer(block["text"].str());
  }
}

void Qwen::count(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  if (root["message"]["content"]) return count_message(frame, out);
  use_model(root["model"].str(), out);
  auto r = request(root["uuid"].str(), frame);
  r.tokens = read_usage_metadata(root["usageMetadata"]);
  if (asked_ && frame.at && *asked_ <= *frame.at) r.requested_at = *asked_;
  r.responded_at = frame.at;
  if (root["usageMetadata"]) ledger_.answered(r);
  if (!r.duration_ms && frame.at) r.duration_ms = (frame.at->v - r.requested_at.v) / 1000;
  add_content(r, gemini_text(root["message"]["parts"]), out);
  out.after.emplace_back(std::move(r));
}

// iFlow writes an answer in several messages with ids of their own, up to the next question. Its
// counters are 0 where it does not know them.
void Qwen::count_message(const Frame& frame, ingest::Parsed& out) {
  const auto message = frame.root["message"];
  use_model(message["model"].str(), out);
  if (!call_) {
    call_ = request(message["id"].str(), frame);
    if (asked_ && frame.at && *asked_ <= *frame.at) call_->requested_at = *asked_;
  }
  call_->responded_at = frame.at;
  if (frame.at) call_->duration_ms = (frame.at->v - call_->requested_at.v) / 1000;
  const auto usage = message["usage"];
  const auto input = counter_of(usage["input_tokens"]), output = counter_of(usage["output_tokens"]);
  if (input.value_or(0) > 0 || output.value_or(0) > 0) {
    call_->tokens.input = input;
    call_->tokens.output = output;
    call_->tokens.cache_read = counter_of(usage["cache_read_input_tokens"]);
    call_->tokens.cache_write = counter_of(usage["cache_creation_input_tokens"]);
  }
  out.after.emplace_back(*call_);
}

}  // namespace

Claim claim_qwen(const Value& value) {
  if (!value["sessionId"].is_string() || !value["uuid"].is_string()) return Claim::none;
  if (value["message"]["parts"].is_array() || value["systemPayload"].is_object())
    return Claim::certain;
  // iFlow's names of sessions and answers.
  const bool is_iflow = value["sessionId"].str().starts_with("session-") &&
                        value["message"].is_object() && value["type"].is_string();
  return is_iflow ? Claim::certain : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_qwen(const ingest::DialectContext& context) {
  return std::make_unique<Qwen>(context);
}

}  // namespace trace::dialects
