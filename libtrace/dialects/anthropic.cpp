#include "dialects/anthropic.h"

#include "dialects/anthropic_request.h"
#include "dialects/api_dialect.h"
#include "dialects/api_envelope.h"
#include "dialects/api_text.h"
#include "dialects/claude_usage.h"

#include <string_view>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

bool is_tool_use(std::string_view type) { return type.ends_with("tool_use"); }

Level level_of_stop(std::string_view reason) {
  const bool is_usual = reason == "end_turn" || reason == "tool_use" || reason == "stop_sequence" ||
                        reason == "pause_turn" || reason.empty();
  return is_usual ? Level::info : Level::warn;
}

// Cumulative: later counters replace earlier ones where they are there. A zero beside a count that
// is known stands for `not told`: proxies write it.
void take_usage(const Value& usage, ApiCall& call) {
  if (!usage.is_object()) return;
  auto& t = call.request.tokens;
  const auto said = read_usage(usage);
  for (const auto counter : {&model::Tokens::input, &model::Tokens::cache_read,
                             &model::Tokens::cache_write, &model::Tokens::cache_write_1h})
    if (said.*counter && (*(said.*counter) > 0 || !(t.*counter))) t.*counter = said.*counter;
  if (said.output) t.output = said.output;
  if (const auto tier = usage["service_tier"].str(); !tier.empty()) call.service_tier = tier;
}

bool is_failed_result(const Value& block) {
  return block["is_error"].boolean().value_or(false) ||
         block["content"]["type"].str().ends_with("_error");
}

void read_block(const Value& block, const Value& place, ApiCall& call, ApiRun& run) {
  const auto type = block["type"].str();
  if (is_tool_use(type))
    run.call_tool(place, call, block["id"].str(), block["name"].str());
  else if (type.ends_with("tool_result"))
    run.answer_tool(place, block["tool_use_id"].str(), is_failed_result(block));
}

class Anthropic final : public ApiReader {
 public:
  std::string_view name() const override { return "anthropic"; }
  void read(const Value& payload, ApiRun& run) override;

 private:
  static void start(const Value& payload, ApiRun& run);
  static void read_message(const Value& payload, ApiRun& run);
  static void read_delta(const Value& payload, ApiRun& run);
  static void end(const Value& payload, ApiRun& run);
  static void fail(const Value& payload, ApiRun& run);
  static bool read_event(std::string_view type, const Value& payload, ApiRun& run);
};

// Again with an id that is known (behind proxies): the same message.
void Anthropic::start(const Value& p, ApiRun& run) {
  const auto message = p["message"];
  const auto id = message["id"].str();
  auto& call = id.empty() ? run.calls().open({}) : run.calls().of(id);
  call.request.stream = true;
  run.name_model(call, message["model"].str());
  take_usage(message["usage"], call);
  run.add(p, "init");
  call.stop_reason = message["stop_reason"].str();
  for (auto block = message["content"].first(); block; block = block.next())
    read_block(block, block, call, run);
}

void Anthropic::read_delta(const Value& p, ApiRun& run) {
  auto& call = run.calls().of({});
  const auto delta = p["delta"];
  run.calls().say(call, delta["type"].str() == "text_delta" ? delta["text"].str() : "");
  run.add(p, "stream", Level::debug);
}

// `message_delta` tells why it stopped and what it took; `message_stop` that nothing more comes.
void Anthropic::end(const Value& p, ApiRun& run) {
  auto* last = run.calls().current();
  const bool is_late = last != nullptr && last->request.stream.value_or(false);
  auto& call = run.calls().of(is_late ? std::string_view(last->request.id) : "");
  const auto reason = p["delta"]["stop_reason"].str();
  take_usage(p["usage"], call);
  if (p["type"].str() == "message_stop") {
    if (!call.is_finished) run.calls().finish(call, {});
    run.add(p, "stream", Level::debug);
    return;
  }
  if (!reason.empty()) run.calls().finish(call, reason);
  run.add(p, reason.empty() ? "usage" : "result", level_of_stop(reason));
}

void Anthropic::fail(const Value& p, ApiRun& run) {
  const auto error = p["error"];
  run.fail(p, run.calls().of({}), {error["type"].str(), {}, error["message"].str()});
}

void Anthropic::read_message(const Value& p, ApiRun& run) {
  auto& call = run.calls().of(p["id"].str());
  call.request.stream = false;
  run.name_model(call, p["model"].str());
  take_usage(p["usage"], call);
  call.answer.clear();
  run.calls().say(call, api_text_of(p["content"]));
  const auto reason = p["stop_reason"].str();
  run.calls().finish(call, reason);
  run.add(p, "assistant", level_of_stop(reason));
  for (auto block = p["content"].first(); block; block = block.next()) {
    read_block(block, block, call, run);
    if (block["type"].str() == "thinking") run.add(block, "thinking");
  }
}

bool Anthropic::read_event(std::string_view type, const Value& p, ApiRun& run) {
  if (type == "message_start") {
    start(p, run);
  } else if (type == "content_block_start") {
    auto& call = run.calls().of({});
    read_block(p["content_block"], p, call, run);
    run.add_unless_said(p, "stream", Level::debug);
  } else if (type == "content_block_delta") {
    read_delta(p, run);
  } else if (type == "message_delta" || type == "message_stop") {
    end(p, run);
  } else if (type == "content_block_stop" || type == "ping") {
    run.add(p, type == "ping" ? "ping" : "stream", Level::debug);
  } else {
    return false;
  }
  return true;
}

void Anthropic::read(const Value& p, ApiRun& run) {
  const auto type = p["type"].str();
  if (read_event(type, p, run)) return;
  if (type == "message" && p["role"].str() == "assistant" && p["content"].is_array()) {
    read_message(p, run);
  } else if (p["error"].is_object()) {
    fail(p, run);
  } else if (is_anthropic_request(p)) {
    read_anthropic_request(p, run);
  } else {
    run.add(p, "raw");
  }
}

bool is_stream_event(const Value& p) {
  const auto type = p["type"].str();
  // pi has messages of this name too, without ids.
  if (type == "message_start") return p["message"]["id"].is_string() && p["message"]["usage"];
  if (type == "content_block_start") return p["content_block"].is_object();
  if (type == "content_block_delta") return p["delta"].is_object() && p["index"];
  return type == "message_delta" && p["delta"].is_object();
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_anthropic(const ingest::DialectContext& context) {
  return make_api_dialect(context, std::make_unique<Anthropic>());
}

Claim claim_anthropic(const Value& value) {
  const auto p = api_payload(value);
  if (!p.is_object() || p["session_id"] || p["sessionID"]) return Claim::none;
  if (is_stream_event(p)) return Claim::certain;
  const auto type = p["type"].str();
  if (type == "message" && p["role"].str() == "assistant" && p["content"].is_array() &&
      p["usage"]["input_tokens"])
    return Claim::certain;
  const auto error = p["error"];
  const bool is_error =
      type == "error" && error["type"].is_string() && error["message"].is_string();
  if (is_error && !p["sequence_number"] && !error["code"]) return Claim::likely;
  const bool is_event = type == "content_block_stop" || type == "message_stop";
  if (is_event && !p["timestamp"]) return Claim::likely;
  return is_anthropic_request(p) ? Claim::likely : Claim::none;
}

}  // namespace trace::dialects
