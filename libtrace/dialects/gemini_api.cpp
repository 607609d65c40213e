#include "dialects/gemini_api.h"

#include "dialects/api_dialect.h"
#include "dialects/api_envelope.h"
#include "dialects/api_text.h"
#include "dialects/scalars.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

bool is_chunk(const Value& p) {
  if (p["candidates"].is_array())
    return p["usageMetadata"].is_object() || p["modelVersion"] || p["responseId"] ||
           p["candidates"].first()["content"].is_object();
  const auto usage = p["usageMetadata"];
  if (!usage.is_object() || p["type"] || p["sessionId"]) return false;  // qwen-code keeps it, too
  return p["promptFeedback"].is_object() || p["modelVersion"] || usage["promptTokenCount"];
}

// A recorded reply: the method, and one chunk or all of them.
bool is_reply(const Value& p) {
  const auto method = p["method"].str();
  return (method.starts_with("generateContent") || method == "countTokens" ||
          method == "embedContent") &&
         (p["response"].is_object() || p["response"].is_array());
}

bool is_request(const Value& p) {
  return p["contents"].is_array() && p["contents"].first()["parts"].is_array() && !p["candidates"];
}

bool is_status_word(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(),
                                      [](char c) { return c == '_' || (c >= 'A' && c <= 'Z'); });
}

bool is_error(const Value& p) {
  const auto error = p["error"];
  return error["code"].i64() && error["message"].is_string() &&
         is_status_word(error["status"].str());
}

class GeminiApi final : public ApiReader {
 public:
  std::string_view name() const override { return "gemini-api"; }
  void read(const Value& payload, ApiRun& run) override;

 private:
  ApiCall& call_of(const Value& chunk, ApiRun& run);
  void read_chunk(const Value& p, ApiRun& run);
  void read_reply(const Value& reply, ApiRun& run);
  static void read_part(const Value& part, const Value& chunk, ApiCall& call, ApiRun& run);
  static void read_request(const Value& p, ApiRun& run);
  static void read_error(const Value& payload, ApiRun& run);

  bool is_reply_ = false;  // the chunks of one reply are one call
  bool is_first_ = false;  // of them
};

// Old models gave no ids and said STOP on every chunk: counters that go on belong to the same call.
bool goes_on(const Value& chunk, const ApiCall& call) {
  if (!call.is_anonymous || call.failure) return false;
  const auto said = read_gemini_usage(chunk["usageMetadata"]);
  const auto& t = call.request.tokens;
  return !chunk["candidates"].first() ||
         (said.input && said.input == t.input && said.cache_read == t.cache_read && said.output &&
          t.output && *said.output >= *t.output);
}

ApiCall& GeminiApi::call_of(const Value& chunk, ApiRun& run) {
  auto& calls = run.calls();
  const auto id = chunk["responseId"].str();
  if (is_reply_) {
    if (std::exchange(is_first_, false)) return id.empty() ? calls.open({}) : calls.of(id);
    return calls.of(calls.current()->request.id);
  }
  auto* last = calls.current();
  if (id.empty() && last != nullptr && last->is_finished && goes_on(chunk, *last))
    return calls.of(last->request.id);
  return calls.of(id);
}

void GeminiApi::read_part(const Value& part, const Value& chunk, ApiCall& call, ApiRun& run) {
  const bool is_thought = part["thought"].boolean().value_or(false);
  if (const auto text = part["text"].str(); !text.empty())
    run.calls().say(call, is_thought ? std::string_view() : text);
  const auto function = part["functionCall"];
  if (function.is_object()) {
    run.calls().say(call, {});
    run.call_tool(chunk, call, function["id"].str(), function["name"].str());
  }
  if (part["executableCode"].is_object()) run.call_tool(chunk, call, {}, "code_execution");
}

void GeminiApi::read_chunk(const Value& p, ApiRun& run) {
  auto& call = call_of(p, run);
  const bool is_first = !call.has_model && !call.has_begun && !call.is_finished;
  if (!is_first || run.is_event()) call.request.stream = true;
  call.request.provider = "google";
  run.name_model(call, p["modelVersion"].str());
  run.calls().made(call, time_of(p["createTime"]));
  const auto usage = p["usageMetadata"];
  if (counter_of(usage["promptTokenCount"])) call.request.tokens = read_gemini_usage(usage);
  const auto candidate = p["candidates"].first();
  for (auto part = candidate["content"]["parts"].first(); part; part = part.next())
    read_part(part, p, call, run);
  auto stop = candidate["finishReason"].str();
  if (stop.empty()) stop = p["promptFeedback"]["blockReason"].str();
  if (stop.empty()) {
    run.add_unless_said(p, "stream", Level::debug);
    return;
  }
  run.calls().finish(call, stop);
  const bool is_whole = is_first && !call.request.stream.value_or(false);
  run.add_unless_said(p, is_whole ? "assistant" : "result",
                      stop == "STOP" ? Level::info : Level::warn);
}

void GeminiApi::read_reply(const Value& reply, ApiRun& run) {
  const auto response = reply["response"];
  is_reply_ = is_first_ = true;
  for (auto chunk = response.is_array() ? response.first() : Value(); chunk; chunk = chunk.next()) {
    run.begin_payload();
    read_chunk(chunk, run);
  }
  if (is_chunk(response)) read_chunk(response, run);
  is_reply_ = false;
  run.add_unless_said(reply, "raw");
}

void GeminiApi::read_request(const Value& p, ApiRun& run) {
  ApiQuestion question;
  question.model = p["model"].str();
  const auto system =
      p["systemInstruction"].is_object() ? p["systemInstruction"] : p["system_instruction"];
  question.system_prompt = api_text_of(system["parts"]);
  for (auto c = p["contents"].first(); c; c = c.next()) {
    auto text = c["role"].str() == "model" ? std::string() : api_text_of(c["parts"]);
    if (text.empty()) continue;
    if (question.title.empty()) question.title = text;
    question.prompt = std::move(text);
  }
  if (run.calls().keeps_content()) question.messages = p["contents"].raw();
  run.ask(p, std::move(question));
  for (auto c = p["contents"].first(); c; c = c.next())
    for (auto part = c["parts"].first(); part; part = part.next())
      if (const auto answer = part["functionResponse"]; answer.is_object())
        run.answer_tool(part, answer["id"].str(), answer["response"]["error"].is_string());
}

void GeminiApi::read_error(const Value& p, ApiRun& run) {
  const auto error = p["error"];
  auto& call = run.calls().of({});
  call.request.provider = "google";
  run.fail(p, call, {error["status"].str(), error["code"].i64(), error["message"].str()});
}

void GeminiApi::read(const Value& p, ApiRun& run) {
  if (is_reply(p)) return read_reply(p, run);
  if (is_chunk(p)) return read_chunk(p, run);
  if (is_chunk(p["response"])) return read_chunk(p["response"], run);  // Code Assist wraps it
  if (p["error"].is_object()) return read_error(p, run);
  if (is_request(p)) return read_request(p, run);
  run.add(p, "raw");
}

}  // namespace

model::Tokens read_gemini_usage(const Value& usage) {
  model::Tokens t;
  const auto prompt = counter_of(usage["promptTokenCount"]);
  const auto candidates = counter_of(usage["candidatesTokenCount"]);
  const auto total = counter_of(usage["totalTokenCount"]);
  const auto tools = counter_of(usage["toolUsePromptTokenCount"]).value_or(0);
  t.reasoning = counter_of(usage["thoughtsTokenCount"]);
  t.cache_read = counter_of(usage["cachedContentTokenCount"]);
  if (prompt) t.input = std::max<std::int64_t>(0, *prompt + tools - t.cache_read.value_or(0));
  if (total && prompt && *total >= *prompt + tools)
    t.output = *total - *prompt - tools;
  else if (candidates || t.reasoning)
    t.output = saturated(candidates.value_or(0), t.reasoning.value_or(0));
  return t;
}

std::unique_ptr<ingest::Dialect> make_gemini_api(const ingest::DialectContext& context) {
  return make_api_dialect(context, std::make_unique<GeminiApi>());
}

Claim claim_gemini_api(const Value& value) {
  const auto p = api_payload(value);
  if (!p.is_object()) return Claim::none;
  if (is_reply(p) || is_chunk(p) || is_chunk(p["response"])) return Claim::certain;
  return is_error(p) || is_request(p) ? Claim::likely : Claim::none;
}

}  // namespace trace::dialects
