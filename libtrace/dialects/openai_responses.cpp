#include "dialects/openai_responses.h"

#include "dialects/api_text.h"
#include "dialects/openai_errors.h"
#include "dialects/openai_usage.h"
#include "dialects/scalars.h"

#include <string>
#include <string_view>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

bool is_tool(std::string_view type) { return type.ends_with("_call"); }

// A function of the caller by its name; a tool of the other side by its kind.
std::string_view tool_name(const Value& item) {
  if (const auto name = item["name"].str(); !name.empty()) return name;
  const auto type = item["type"].str();
  return type.substr(0, type.size() - std::string_view("_call").size());
}

std::string_view tool_id(const Value& item) {
  const auto id = item["call_id"].str();
  return id.empty() ? item["id"].str() : id;
}

Level level_of_item(const Value& item) {
  const auto status = item["status"].str();
  const auto error = item["error"];
  const bool has_error = error.is_object() || !error.str().empty();
  return status == "failed" || has_error ? Level::error : Level::info;
}

// An item that is there whole: what was said, thought or called.
void read_item(const Value& item, const Value& place, ApiCall& call, ApiRun& run) {
  const auto type = item["type"].str();
  if (is_tool(type)) {
    run.call_tool(place, call, tool_id(item), tool_name(item));
  } else if (type.ends_with("_call_output")) {
    run.answer_tool(place, item["call_id"].str(), false);
  } else if (type == "message") {
    run.add(place, "assistant");
  } else if (type == "reasoning") {
    run.add(place, "thinking");
  } else if (type == "compaction") {
    run.add(place, "compaction");
  }
}

std::string output_text(const Value& response) {
  std::string out;
  for (auto item = response["output"].first(); item; item = item.next()) {
    if (item["type"].str() != "message") continue;
    const auto text = api_text_of(item["content"]);
    if (!out.empty() && !text.empty()) out += '\n';
    out += text;
  }
  return out;
}

bool has_refusal(const Value& response) {
  for (auto item = response["output"].first(); item; item = item.next())
    for (auto part = item["content"].first(); part; part = part.next())
      if (part["type"].str() == "refusal") return true;
  return false;
}

// What every state of a response tells of the call.
void describe(const Value& response, ApiCall& call, ApiRun& run) {
  if (!call.has_model) call.request.provider = openai_vendor(response);
  run.name_model(call, response["model"].str());
  run.calls().made(call, time_of(response["created_at"]));
  run.calls().answered(call, time_of(response["completed_at"]));
  if (const auto tier = response["service_tier"].str(); !tier.empty()) call.service_tier = tier;
  const auto conversation = response["conversation"];
  const auto id = conversation.is_object() ? conversation["id"].str() : conversation.str();
  if (!id.empty()) call.request.conversation_id = id;
  const auto usage = response["usage"];
  if (!usage.is_object()) return;
  call.request.tokens = read_openai_usage(usage);
  if (const auto cost = read_openai_cost(usage)) {
    call.request.cost_nusd = cost;
    call.request.cost_source = model::CostSource::reported;
  }
}

std::string_view stop_reason(const Value& response) {
  if (has_refusal(response)) return "refusal";
  const auto reason = response["incomplete_details"]["reason"].str();
  return reason.empty() ? response["status"].str() : reason;
}

// A response that came to its end: the event is the place's.
void end(const Value& response, const Value& place, ApiCall& call, ApiRun& run) {
  const auto status = response["status"].str();
  if (status == "failed" || response["error"].is_object())
    return run.fail(place, call, openai_error_signs(response["error"]));
  const auto reason = stop_reason(response);
  if (call.answer.empty()) call.answer = output_text(response);
  if (status == "cancelled") {
    run.fail(place, call, {"cancelled", {}, {}});
    return;
  }
  run.calls().finish(call, reason);
  const bool is_whole = (status == "completed" || status.empty()) && reason != "refusal";
  run.add(place, response.offset() == place.offset() ? "assistant" : "result",
          is_whole ? Level::info : Level::warn);
}

bool is_end(std::string_view type) {
  return type == "response.completed" || type == "response.incomplete" ||
         type == "response.failed" || type == "response.done";
}

}  // namespace

// Some leave out what kind of object it is.
bool is_openai_response(const Value& p) {
  if (p["object"].str() == "response") return true;
  return !p["object"] && !p["type"] && p["id"].str().starts_with("resp_") &&
         p["output"].is_array() && p["usage"].is_object();
}

// Behind proxies each event may carry other ids: a response that is open takes what follows until
// another one is created.
ApiCall& OpenAiResponses::call_of(const Value& p, ApiRun& run) {
  auto& calls = run.calls();
  const auto id = p["response"]["id"].str();
  if (p["type"].str() == "response.created") {
    began_.clear();
    return id.empty() ? calls.open({}) : calls.of(id);
  }
  if (calls.knows(id)) return calls.of(id);
  auto* last = calls.current();
  // An `error` without an id and the end that follows it describe one failure.
  const bool is_failed = last != nullptr && last->is_anonymous && last->failure;
  if (calls.is_open() || (is_failed && p["type"].str() == "response.failed"))
    return calls.of(last->request.id);
  return calls.of(id);
}

void OpenAiResponses::read(const Value& p, ApiRun& run) {
  if (!is_openai_response(p)) return read_event(p, run);
  auto& call = run.calls().of(p["id"].str());
  call.request.stream = false;
  describe(p, call, run);
  const auto status = p["status"].str();
  if (status == "queued" || status == "in_progress") {  // in the background: asked for again
    run.add(p, "stream", Level::debug);
    return;
  }
  end(p, p, call, run);
  for (auto item = p["output"].first(); item; item = item.next())
    if (item["type"].str() != "message") read_item(item, item, call, run);
}

void OpenAiResponses::read_item_done(const Value& p, ApiCall& call, ApiRun& run) {
  const auto item = p["item"];
  read_item(item, p, call, run);
  auto& event = run.add_unless_said(p, "stream", Level::debug);
  if (!is_tool(item["type"].str())) return;
  event.level = level_of_item(item);
  const auto began = began_.find(p["output_index"].i64().value_or(-1));
  const bool ran_there = item["status"].str() != "" && item["call_id"].str().empty();
  if (run.is_live() && ran_there && began != began_.end())
    event.duration_ms = (run.calls().at().v - began->second.v) / 1000;
}

void OpenAiResponses::read_event(const Value& p, ApiRun& run) {
  const auto type = p["type"].str();
  auto& call = call_of(p, run);
  call.request.stream = true;
  if (p["response"].is_object()) describe(p["response"], call, run);
  if (type == "response.created") {
    run.add(p, "init");
  } else if (is_end(type)) {
    end(p["response"], p, call, run);
  } else if (type == "response.output_item.added") {
    began_[p["output_index"].i64().value_or(-1)] = run.calls().at();
    run.add(p, "stream", Level::debug);
  } else if (type == "response.output_item.done") {
    read_item_done(p, call, run);
  } else {
    const bool is_text = type == "response.output_text.delta";
    if (type.ends_with(".delta")) run.calls().say(call, is_text ? p["delta"].str() : "");
    run.add(p, "stream", Level::debug);
  }
}

}  // namespace trace::dialects
