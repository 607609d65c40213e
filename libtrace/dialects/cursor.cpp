#include "dialects/cursor.h"

#include "dialects/scalars.h"
#include "dialects/session_dialect.h"

#include <unordered_set>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

std::string text_of(const Value& message) {
  const auto content = message["content"];
  if (content.is_string()) return std::string(content.str());
  std::string out;
  for (auto block = content.first(); block; block = block.next()) out += block["text"].str();
  return out;
}

bool is_failure(const Value& result) {
  const auto subtype = result["subtype"].str();
  return result["is_error"].boolean().value_or(false) || (!subtype.empty() && subtype != "success");
}

// `{"shellToolCall": {args, result}}`: the single key names the tool.
std::string_view tool_name(const Value& call) {
  auto name = call.key();
  if (name.ends_with("ToolCall")) name.remove_suffix(8);
  const auto given = call["args"]["toolName"].str();  // of MCP servers
  return name == "mcp" && !given.empty() ? given : name;
}

class Cursor final : public SessionDialect {
 public:
  explicit Cursor(const ingest::DialectContext& context) : SessionDialect("cursor", context) {}

 private:
  std::optional<base::UnixMicros> time_in(const Value& root) const override {
    return time_of(root["timestamp_ms"]);
  }
  void read(const Frame& frame, ingest::Parsed& out) override;
  void begin() override {
    asked_.reset();
    said_.clear();
    calls_.clear();
  }

  void read_init(const Frame& frame, ingest::Parsed& out);
  void read_thinking(const Frame& frame, ingest::Parsed& out);
  void read_assistant(const Frame& frame, ingest::Parsed& out);
  void read_tool(const Frame& frame, ingest::Parsed& out);
  void read_result(const Frame& frame, ingest::Parsed& out);
  void count(std::string_view call, const Frame& frame, ingest::Parsed& out);

  std::optional<base::UnixMicros> asked_;
  std::string said_;  // pieces of the answer that is being streamed
  std::unordered_set<std::string> calls_;
};

void Cursor::read(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  enter(frame.root["session_id"].str(), frame, out);
  if (type == "system") return read_init(frame, out);
  if (type == "thinking") return read_thinking(frame, out);
  if (type == "assistant") return read_assistant(frame, out);
  if (type == "tool_call") return read_tool(frame, out);
  if (type == "result") return read_result(frame, out);
  add_event(frame, type == "user" ? "user" : "raw", out);
  if (type != "user") return;
  go_on();
  ask(text_of(frame.root["message"]), out);
  asked_ = known_time(frame);
}

void Cursor::read_init(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  const bool is_init = root["subtype"].str() == "init";
  add_event(frame, is_init ? "init" : "system", out);
  if (!is_init) return;
  go_on();
  use_model(root["model"].str(), out);
  auto& change = run().change(out);
  change.cwd = root["cwd"].str();
  change.metadata =
      metadata_of({{"agent", "cursor"}, {"permission_mode", root["permissionMode"].str()}});
  asked_ = known_time(frame);
}

void Cursor::read_thinking(const Frame& frame, ingest::Parsed& out) {
  auto& event = add_event(frame, "thinking", out);
  if (frame.root["subtype"].str() == "delta") {
    event.type = "stream";
    event.level = Level::debug;
  }
}

// With partial output, pieces come first and then all of the answer again.
void Cursor::read_assistant(const Frame& frame, ingest::Parsed& out) {
  auto& event = add_event(frame, "assistant", out);
  const auto text = text_of(frame.root["message"]);
  const auto call = frame.root["model_call_id"].str();
  event.key = call;
  go_on();
  count(call, frame, out);
  const bool is_whole = said_ == text || !call.empty() || !frame.at;
  if (is_whole) {
    answer(text);
    said_.clear();
    return;
  }
  said_ += text;
  event.type = "stream";
  event.level = Level::debug;
}

void Cursor::read_tool(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  const auto call = root["tool_call"].first();
  const auto id = root["call_id"].str();
  auto& event = add_event(frame, "tool_call", out);
  event.tool = tool_name(call);
  count(root["model_call_id"].str(), frame, out);
  if (root["subtype"].str() == "started")
    return call_tool(event, id, event.tool, known_time(frame));
  answer_tool(event, id, known_time(frame));
  asked_ = known_time(frame);
  const auto result = call["result"];
  const bool failed =
      result["error"] || result["failure"] || result["success"]["exitCode"].i64().value_or(0) != 0;
  if (failed) event.level = Level::error;
  if (result["rejected"] || result["permissionDenied"]) {
    event.type = "permission_denied";
    event.level = Level::warn;
  }
}

// A call of the model is named by the lines that it gave; they say nothing of its tokens.
void Cursor::count(std::string_view call, const Frame& frame, ingest::Parsed& out) {
  if (call.empty() || !calls_.emplace(call).second) return;
  auto r = request(call, frame);
  if (asked_ && *asked_ <= frame.when()) {
    r.requested_at = *asked_;
    r.responded_at = frame.when();
  }
  out.after.emplace_back(std::move(r));
}

void Cursor::read_result(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  auto& event = add_event(frame, "result", out);
  event.key = root["request_id"].str();
  const auto duration = counter_of(root["duration_ms"]);
  if (last_answer().empty() && !is_failure(root)) answer(root["result"].str());
  if (is_failure(root)) {
    event.level = Level::error;
    const auto error = root["error"];
    const auto message = error.is_object() ? error["message"].str() : error.str();
    say_failure({{}, message.empty() ? root["result"].str() : message, std::nullopt}, frame);
  } else {
    say_end(model::RunStatus::success, frame);
  }
  end_state().duration_ms = duration;
}

}  // namespace

Claim claim_cursor(const Value& value) {
  const auto type = value["type"].str();
  const auto subtype = value["subtype"].str();
  if (!value["session_id"].is_string()) return Claim::none;
  if (type == "system" && subtype == "init") {
    const bool is_claude = value["tools"] || value["claude_code_version"] || value["uuid"] ||
                           value["mcp_servers"] || value["slash_commands"];
    return value["apiKeySource"] && !is_claude ? Claim::certain : Claim::none;
  }
  if (type == "tool_call" && value["tool_call"].is_object() && value["call_id"])
    return Claim::certain;
  if (type == "thinking" && (subtype == "delta" || subtype == "completed")) return Claim::certain;
  if (type == "assistant" && value["model_call_id"]) return Claim::certain;
  return type == "result" && value["request_id"] && !value["uuid"] ? Claim::likely : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_cursor(const ingest::DialectContext& context) {
  return std::make_unique<Cursor>(context);
}

}  // namespace trace::dialects
