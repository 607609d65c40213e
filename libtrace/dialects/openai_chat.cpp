#include "dialects/openai_chat.h"

#include "dialects/api_text.h"
#include "dialects/openai_errors.h"
#include "dialects/openai_usage.h"
#include "dialects/scalars.h"

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

// Where vendors put the counters: at the top, in an extension, or in the choice.
Value usage_of(const Value& p) {
  for (const auto& usage : {p["usage"], p["x_groq"]["usage"], p["choices"].first()["usage"]})
    if (usage.is_object() && usage.first()) return usage;
  return {};
}

// The counters of later chunks replace those of earlier ones: they are totals.
void take_usage(const Value& usage, ApiCall& call) {
  if (!usage) return;
  call.request.tokens = read_openai_usage(usage);
  if (const auto cost = read_openai_cost(usage)) {
    call.request.cost_nusd = cost;
    call.request.cost_source = model::CostSource::reported;
  }
}

void describe(const Value& p, ApiCall& call, ApiRun& run) {
  if (!call.has_model) call.request.provider = openai_vendor(p);
  run.name_model(call, p["model"].str());
  run.calls().made(call, time_of(p["created"]));
  if (const auto tier = p["service_tier"].str(); !tier.empty()) call.service_tier = tier;
}

Level level_of_stop(std::string_view reason) {
  return reason == "length" || reason == "content_filter" ? Level::warn : Level::info;
}

void read_tool_calls(const Value& message, const Value& p, ApiCall& call, ApiRun& run) {
  const bool is_chunk = call.request.stream.value_or(false);
  std::size_t shown = 0;
  for (auto t = message["tool_calls"].first(); t; t = t.next()) {
    const auto name =
        t["function"]["name"].is_string() ? t["function"]["name"].str() : t["custom"]["name"].str();
    if (!name.empty()) run.call_tool(is_chunk && shown++ == 0 ? p : t, call, t["id"].str(), name);
  }
  const auto function = message["function_call"];
  if (!function["name"].str().empty())
    run.call_tool(is_chunk ? p : function, call, {}, function["name"].str());
}

// A piece of the answer; thoughts and calls are pieces of it too, without text.
void read_delta(const Value& choice, const Value& p, ApiCall& call, ApiRun& run) {
  const auto delta = choice["delta"];
  const bool is_first_choice = choice["index"].i64().value_or(0) == 0;
  for (const auto& text : {delta["content"], choice["text"]})
    if (text.is_array())  // Mistral: thoughts and text as parts
      run.calls().say(call, is_first_choice ? api_text_of(text) : std::string());
    else if (!text.str().empty())
      run.calls().say(call, is_first_choice ? text.str() : std::string_view());
  for (const auto key : {"reasoning_content", "reasoning", "refusal"})
    if (!delta[key].str().empty()) run.calls().say(call, {});
  if (delta["tool_calls"].first() || delta["function_call"].is_object()) {
    run.calls().say(call, {});
    read_tool_calls(delta, p, call, run);
  }
}

void read_chunk(const Value& p, ApiCall& call, ApiRun& run) {
  call.request.stream = true;
  std::string_view stop;
  for (auto choice = p["choices"].first(); choice; choice = choice.next()) {
    read_delta(choice, p, call, run);
    if (!choice["finish_reason"].str().empty()) stop = choice["finish_reason"].str();
  }
  if (p["error"].is_object() || p["error"].is_string())
    return run.fail(p, call, openai_error_signs(p["error"]));
  if (!stop.empty()) {
    run.calls().finish(call, stop);
    run.add_unless_said(p, "result", level_of_stop(stop));
  }
  const bool is_usage = !p["choices"].first() && usage_of(p);
  run.add_unless_said(p, is_usage ? "usage" : "stream", is_usage ? Level::info : Level::debug);
}

void read_body(const Value& p, ApiCall& call, ApiRun& run) {
  call.request.stream = false;
  const auto choice = p["choices"].first();
  const auto message = choice["message"];
  call.answer.clear();
  auto text = api_text_of(message["content"]);
  if (choice["text"].is_string()) text = choice["text"].str();
  run.calls().say(call, text);
  const auto stop = choice["finish_reason"].str();
  const bool is_refusal = !message["refusal"].str().empty();
  run.calls().finish(call, is_refusal && stop == "stop" ? "refusal" : stop);
  run.add(p, "assistant", is_refusal ? Level::warn : level_of_stop(stop));
  for (auto c = choice; c; c = c.next()) read_tool_calls(c["message"], p, call, run);
  if (p["error"].is_object()) run.calls().fail(call, openai_error_signs(p["error"]));
}

// Legacy completions have the same shape whole and in pieces: only whole ones count at once.
bool is_body(const Value& p, const ApiRun& run) {
  const auto choice = p["choices"].first();
  if (choice["message"].is_object()) return true;
  return choice["text"].is_string() && !run.is_event() && p["usage"].is_object() &&
         !choice["finish_reason"].str().empty();
}

}  // namespace

void read_openai_chat(const Value& p, ApiRun& run) {
  const auto id = p["id"].str();
  const bool is_empty = !p["choices"].first();
  // Azure begins with a chunk that only tells of its filters.
  if (id.empty() && is_empty && !usage_of(p)) {
    run.add(p, "stream", Level::debug);
    return;
  }
  // Counters may come after the end, from servers that give no ids too.
  auto* last = run.calls().current();
  const bool is_late = id.empty() && is_empty && last != nullptr;
  auto& call = run.calls().of(is_late ? std::string_view(last->request.id) : id);
  describe(p, call, run);
  take_usage(usage_of(p), call);
  if (is_body(p, run))
    read_body(p, call, run);
  else
    read_chunk(p, call, run);
}

void read_openai_embeddings(const Value& p, ApiRun& run) {
  auto& call = run.calls().open({});
  describe(p, call, run);
  call.request.stream = false;
  take_usage(p["usage"], call);
  run.calls().finish(call, {});
  run.add(p, "result");
}

}  // namespace trace::dialects
