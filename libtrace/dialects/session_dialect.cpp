#include "dialects/session_dialect.h"

#include "dialects/answer.h"
#include "dialects/error_code.h"
#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "dialects/scalars.h"
#include "json/writer.h"
#include "model/event_row.h"

#include <algorithm>

namespace trace::dialects {
namespace {

using model::EventFlag;
using model::RunStatus;

// Ids of vendors are unique when they are long; short ones count within their session.
constexpr std::size_t kUniqueId = 16;
// Lines that are older than this when they arrive were recorded before.
constexpr std::int64_t kStale = 600'000'000;

ingest::Slice slice_of(const json::Value& value, const Frame& frame) {
  return {static_cast<std::uint32_t>(frame.shift + value.offset()),
          static_cast<std::uint32_t>(value.raw().size())};
}

}  // namespace

std::optional<base::UnixMicros> SessionDialect::time_in(const json::Value& root) const {
  return time_of(root["timestamp"]);
}

void SessionDialect::feed(const ingest::Line& line, ingest::Parsed& out) {
  if (trimmed(line.bytes).empty()) return;
  held_.clear();
  const auto payload = reader_.read(line.bytes);
  if (!payload.root.is_object() && !payload.root.is_array()) return read_text(line, payload, out);
  Frame frame{payload.root, payload.shift, payload.is_glued, line.arrived, std::nullopt};
  frame.at = time_in(frame.root);
  if (frame.at) saw(*frame.at);
  if (frame.at && line.arrived.v - frame.at->v > kStale) is_recorded_ = true;
  read(frame, out);
  set_start(frame, out);
}

// Lines that came before the first one with a time are as old as that one.
void SessionDialect::set_start(const Frame& frame, ingest::Parsed& out) {
  if (has_start_ || !frame.at) return;
  has_start_ = true;
  if (!is_live()) run_->change(out).started_at = frame.at;
}

void SessionDialect::read_text(const ingest::Line& line, const Payload& payload,
                               ingest::Parsed& out) {
  enter({}, Frame{{}, 0, false, line.arrived, std::nullopt}, out);
  auto& event = add_text_event(line, run_->id(), out);
  if (!is_live()) event.at = last_at_;
  if (payload.root) {
    event.type = "raw";
    event.flags = EventFlag::arrival_time;
    return;
  }
  event.flags |= EventFlag::not_parsed;
  out.understood = false;
}

void SessionDialect::enter(std::string_view session, const Frame& frame, ingest::Parsed& out) {
  const bool is_same = run_ && (session.empty() || (is_named_ && run_->session() == session));
  if (is_same) return;
  // Lines before the first session belong to it.
  const bool takes_over = run_ && !is_named_;
  const bool is_first = !run_ || takes_over;
  if (!is_first) {
    ingest::Parsed end;
    leave(frame.arrived, false, end);
    for (auto& change : end.after) out.before.emplace_back(std::move(change));
    begin();
    calls_ = ToolCalls();
    last_at_ = frame.at;
    model_.clear();
    prompt_.clear();
    answer_.clear();
  }
  std::string id = session.empty() ? context_.fresh : trace_id_of(name_, session);
  if (is_first && !context_.trace.empty()) id = context_.trace;
  if (takes_over) id = run_->id();
  run_.emplace(std::move(id), session, takes_over);
  is_named_ = !session.empty();
  has_start_ = frame.at.has_value();
  run_->open(frame.when(), out);
  if (takes_over) run_->change(out).session_id = session;
}

void SessionDialect::leave(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  conclude(out);
  if (end_) {
    end_->result = answer_json(answer_);
    out.after.emplace_back(std::move(*end_));
    end_.reset();
    return;
  }
  const bool is_cut_off = cut || source_ == Source::stream;
  const auto status = context_.is_live && is_cut_off ? RunStatus::abandoned : context_.eof_status;
  auto& end = run_->end(status, model::Ending::provisional, last_at_.value_or(at), out);
  end.result = answer_json(answer_);
}

void SessionDialect::finish(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  enter({}, Frame{{}, 0, false, at, std::nullopt}, out);
  leave(at, cut, out);
}

ingest::Event& SessionDialect::add_event(const Frame& frame, std::string_view type,
                                         ingest::Parsed& out) {
  auto& event = out.events.emplace_back();
  event.trace = run_->id();
  event.type = type;
  event.at = frame.at;
  if (!frame.at) event.flags = EventFlag::arrival_time;
  if (!frame.at && !is_live()) event.at = last_at_;
  if (frame.is_glued) event.part = slice_of(frame.root, frame);
  return event;
}

ingest::Event& SessionDialect::add_part(const Frame& frame, const json::Value& part,
                                        std::string_view type, ingest::Parsed& out) {
  auto& event = add_event(frame, type, out);
  if (part.raw().data() != frame.root.raw().data() || frame.is_glued)
    event.part = slice_of(part, frame);
  return event;
}

void SessionDialect::call_tool(ingest::Event& event, std::string_view id, std::string_view tool,
                               std::optional<base::UnixMicros> at) {
  event.type = "tool_call";
  event.key = id;
  event.tool = tool;
  calls_.called(id, tool, at);
}

void SessionDialect::answer_tool(ingest::Event& event, std::string_view id,
                                 std::optional<base::UnixMicros> at) {
  event.type = "tool_result";
  event.key = id;
  auto answered = calls_.answered(id, at);
  if (!answered) return;
  if (event.tool.empty()) event.tool = hold(std::move(answered->tool));
  if (!event.duration_ms) event.duration_ms = answered->duration_ms;
}

std::optional<base::UnixMicros> SessionDialect::known_time(const Frame& frame) const {
  if (frame.at) return frame.at;
  return is_live() ? std::optional(frame.arrived) : std::nullopt;
}

std::string_view SessionDialect::hold(std::string text) {
  return held_.emplace_back(std::move(text));
}

void SessionDialect::saw(base::UnixMicros at) { last_at_ = std::max(last_at_.value_or(at), at); }

model::TraceChange& SessionDialect::say_end(RunStatus status, const Frame& frame) {
  auto& end = end_.emplace();
  end.id = run_->id();
  end.status = status;
  end.ending = model::Ending::reported;
  end.ended_at = frame.at || is_live() ? frame.when() : last_at_.value_or(frame.arrived);
  return end;
}

model::TraceChange& SessionDialect::say_failure(const Failure& failure, const Frame& frame) {
  constexpr std::size_t kMaxMessage = 500;
  const auto found = classify_error({failure.code, failure.http_status, failure.message});
  auto& end = say_end(found.code == "canceled" ? RunStatus::canceled : RunStatus::error, frame);
  end.error_code = found.code;
  end.error_message = one_line(failure.message, kMaxMessage);
  end.retryable = failure.retryable.value_or(found.retryable);
  return end;
}

model::Request SessionDialect::request(std::string_view id, const Frame& frame) const {
  model::Request out;
  if (id.size() < kUniqueId)
    out.id = (run_->session().empty() ? run_->id() : run_->session()) + "/";
  out.id += id;
  out.trace = run_->id();
  out.model = model_.empty() ? "unknown" : model_;
  out.conversation_id = run_->session();
  out.requested_at = frame.when();
  return out;
}

void SessionDialect::add_content(const model::Request& request, std::string_view completion,
                                 ingest::Parsed& out) const {
  if (!context_.keep_content) return;
  model::Content content;
  content.request = request.id;
  content.at = request.requested_at;
  content.prompt = prompt_;
  content.completion = completion;
  out.after.emplace_back(std::move(content));
}

void SessionDialect::ask(std::string_view message, ingest::Parsed& out) {
  const auto prompt = typed_part(message);
  if (prompt.empty()) return;
  run_->entitle(prompt, out);
  if (context_.keep_content) prompt_ = prompt;
}

void SessionDialect::answer(std::string_view text) {
  if (!text.empty()) answer_ = text;
}

void SessionDialect::use_model(std::string_view model, ingest::Parsed& out) {
  if (model.empty() || model == model_) return;
  model_ = model;
  run_->change(out).model = model_;
}

std::string metadata_of(const std::vector<std::pair<std::string_view, std::string_view>>& members) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  for (const auto& [key, value] : members)
    if (!value.empty()) writer.key(key).string(value);
  writer.end_object();
  return out;
}

}  // namespace trace::dialects
