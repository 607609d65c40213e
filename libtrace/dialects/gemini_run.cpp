#include "dialects/gemini_run.h"

#include "dialects/gemini_counts.h"
#include "dialects/gemini_text.h"
#include "dialects/scalars.h"
#include "json/writer.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

// Exit codes of the CLI that say more than their message.
std::string_view word_of_exit(std::optional<std::int64_t> code) {
  switch (code.value_or(0)) {
    case 41:
      return "authentication_failed";
    case 42:
      return "invalid_request";
    case 53:
      return "max_turns";
    case 130:
      return "canceled";
    default:
      return {};
  }
}

std::optional<std::int64_t> http_status(std::optional<std::int64_t> code) {
  return code && *code >= 400 && *code < 600 ? code : std::nullopt;
}

std::string calls_metadata(const Value& api) {
  std::string out;
  if (const auto calls = counter_of(api["totalRequests"]))
    json::Writer(out).begin_object().key("calls").integer(*calls).end_object();
  return out;
}

std::string stats_of(const Value& stats) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  for (const auto key : {"duration_ms", "tool_calls", "total_tokens"})
    if (const auto value = stats[key]; value && !value.is_null()) writer.key(key).raw(value.raw());
  if (const auto calls = stats["tools"]["totalCalls"]) writer.key("tool_calls").raw(calls.raw());
  writer.end_object();
  return out;
}

}  // namespace

// A stored document has no time of its own but that of its start.
std::optional<base::UnixMicros> GeminiRun::time_in(const Value& root) const {
  const auto at = time_of(root["timestamp"]);
  return at ? at : time_of(root["startTime"]);
}

void GeminiRun::begin() {
  asked_.reset();
  is_speaking_ = false;
  trouble_.clear();
  results_ = 0;
  has_messages_ = false;
}

void GeminiRun::read(const Frame& frame, ingest::Parsed& out) {
  if (read_stored(frame, out) || read_printed(frame, out)) return;
  enter({}, frame, out);
  add_event(frame, "raw", out);
}

bool GeminiRun::read_printed(const Frame& frame, ingest::Parsed& out) {
  const auto type = frame.root["type"].str();
  if (type.empty() && frame.root["stats"].is_object()) {
    enter(frame.root["session_id"].str(), frame, out);
    read_result(frame, out);
    return true;
  }
  if (type == "init") {
    read_init(frame, out);
    return true;
  }
  enter({}, frame, out);
  if (type == "message") {
    read_spoken(frame, out);
  } else if (type == "tool_use") {
    auto& event = add_event(frame, "tool_call", out);
    is_speaking_ = false;
    call_tool(event, frame.root["tool_id"].str(), frame.root["tool_name"].str(), known_time(frame));
  } else if (type == "tool_result") {
    read_tool_result(frame, out);
  } else if (type == "error") {
    read_trouble(frame, out);
  } else if (type == "result") {
    read_result(frame, out);
  } else {
    return false;
  }
  return true;
}

void GeminiRun::read_init(const Frame& frame, ingest::Parsed& out) {
  enter(frame.root["session_id"].str(), frame, out);
  go_on();
  use_model(frame.root["model"].str(), out);
  auto& change = run().change(out);
  change.cwd = frame.root["cwd"].str();
  change.metadata = metadata_of({{"agent", "gemini"}, {"version", frame.root["version"].str()}});
  add_event(frame, "init", out);
  asked_ = known_time(frame);
}

void GeminiRun::read_spoken(const Frame& frame, ingest::Parsed& out) {
  const bool is_user = frame.root["role"].str() == "user";
  const auto text = gemini_text(frame.root["content"]);
  go_on();
  add_event(frame, is_user ? "user" : "assistant", out);
  if (is_user) {
    ask(text, out);
    asked_ = known_time(frame);
  } else if (std::exchange(is_speaking_, true)) {
    more_answer(text);  // pieces are split anywhere
  } else {
    answer(text);
  }
  if (is_user) is_speaking_ = false;
}

void GeminiRun::read_tool_result(const Frame& frame, ingest::Parsed& out) {
  auto& event = add_event(frame, "tool_result", out);
  answer_tool(event, frame.root["tool_id"].str(), known_time(frame));
  if (frame.root["status"].str() == "error") event.level = Level::error;
}

void GeminiRun::read_trouble(const Frame& frame, ingest::Parsed& out) {
  const bool is_warning = frame.root["severity"].str() == "warning";
  add_event(frame, "error", out).level = is_warning ? Level::warn : Level::error;
  if (!is_warning) trouble_ = frame.root["message"].str();
}

// One model's share of what the process used. Ids count results, because a session that is resumed
// keeps its name and begins to count anew.
void GeminiRun::add_usage_of(const Value& stats, std::string_view model, const Frame& frame,
                             ingest::Parsed& out) {
  const auto tokens = read_run_tokens(stats["tokens"].is_object() ? stats["tokens"] : stats);
  const bool is_empty = tokens.input.value_or(0) == 0 && tokens.cache_read.value_or(0) == 0 &&
                        tokens.output.value_or(0) == 0;
  if (is_empty) return;
  const auto when = frame.root["timestamp"].str();
  auto id = run().session().empty() ? run().id() : run().session();
  id += "/";
  id += when.empty() ? std::to_string(results_) : std::string(when);
  id += "/";
  id += model;
  auto r = request(id, frame);
  r.id = std::move(id);
  r.model = model;
  r.provider = "google";
  r.tokens = tokens;
  r.requested_at = asked_.value_or(frame.when());
  r.responded_at = frame.when();
  const auto api = stats["api"];
  if (counter_of(api["totalRequests"]) == 1) r.duration_ms = counter_of(api["totalLatencyMs"]);
  r.metadata = calls_metadata(api);
  if (frame.root["status"].str() == "error") r.status = model::RequestStatus::error;
  add_content(r, last_answer(), out);
  out.after.emplace_back(std::move(r));
}

void GeminiRun::add_usage(const Frame& frame, ingest::Parsed& out) {
  const auto stats = frame.root["stats"];
  const auto before = out.after.size();
  for (auto model = stats["models"].first(); model; model = model.next())
    add_usage_of(model, model.key(), frame, out);
  if (out.after.size() == before)
    add_usage_of(stats, model().empty() ? "unknown" : std::string_view(model()), frame, out);
  ++results_;
}

void GeminiRun::end_as_said(const Frame& frame) {
  const auto& root = frame.root;
  const auto error = root["error"];
  const bool failed = root["status"].str() == "error" || error.is_object();
  if (!failed) {
    say_end(model::RunStatus::success, frame);
    return;
  }
  const auto code = error["code"].i64();
  const auto word = word_of_exit(code);
  const auto message = error["message"].str();
  say_failure({word.empty() ? error["type"].str() : word, message.empty() ? trouble_ : message,
               http_status(code)},
              frame);
}

void GeminiRun::read_result(const Frame& frame, ingest::Parsed& out) {
  auto& event = add_event(frame, "result", out);
  end_as_said(frame);
  auto& end = end_state();
  if (end.status != model::RunStatus::success) event.level = Level::error;
  const auto stats = frame.root["stats"];
  end.duration_ms = counter_of(stats["duration_ms"]);
  end.stats = stats_of(stats);
  const auto only = stats["models"].first();
  if (only && model().empty()) use_model(only.key(), out);
  answer(frame.root["response"].str());
  add_usage(frame, out);
}

}  // namespace trace::dialects
