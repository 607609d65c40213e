#include "dialects/api_run.h"

#include "dialects/answer.h"
#include "dialects/line_text.h"
#include "json/writer.h"
#include "model/event_row.h"

#include <algorithm>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::EventFlag;
using model::Level;

std::string metadata_of(std::string_view agent) {
  std::string out;
  json::Writer(out).begin_object().key("agent").string(agent).end_object();
  return out;
}

}  // namespace

ApiRun::ApiRun(const ingest::DialectContext& context, std::string_view agent)
    : agent_(agent),
      given_(context.trace),
      fresh_(context.fresh),
      is_live_(context.is_live),
      eof_status_(context.eof_status),
      calls_(context, agent) {}

void ApiRun::begin_frame(const ingest::Line& line, const Payload& payload, ingest::Parsed& out) {
  line_ = &line;
  payload_ = &payload;
  out_ = &out;
  names_.clear();
  begin_payload();
  calls_.begin_frame(line, payload.is_event);
}

void ApiRun::begin_payload() { said_ = out_->events.size(); }

// A stored file is told by its first answer, or else by its first frame; a stream is a run of its
// own whenever it comes.
void ApiRun::open_trace() {
  if (trace_) return;
  const auto* call = calls_.current();
  std::string id = given_.empty() ? fresh_ : given_;
  if (given_.empty() && !is_live_)
    id = trace_id_of(agent_, call != nullptr && !call->is_anonymous
                                 ? std::string_view(call->request.id)
                                 : line_->bytes);
  trace_.emplace(std::move(id));
  if (!calls_.told_at()) guessed_start_ = line_->arrived;
  trace_->open(calls_.told_at().value_or(line_->arrived), *out_);
  trace_->change(*out_).metadata = metadata_of(agent_);
}

void ApiRun::end_frame() {
  open_trace();
  const auto at = calls_.told_at();
  // Azure's first chunk has no time: what arrived later than it began is put right.
  if (guessed_start_ && at && *at < *guessed_start_) {
    trace_->change(*out_).started_at = *at;
    guessed_start_.reset();
  }
  const auto* call = calls_.current();
  const bool has_id = call != nullptr && !call->is_anonymous && !calls_.has_question();
  for (auto& event : out_->events) {
    event.trace = trace_->id();
    event.at = at;
    if (!at) event.flags |= EventFlag::arrival_time;
    if (event.key.empty() && has_id) event.key = call->request.id;
  }
  if (call != nullptr && !has_model_ && !call->request.model.empty()) {
    has_model_ = true;
    trace_->change(*out_).model = call->request.model;
  }
  calls_.report(trace_->id(), *out_);
}

ingest::Event& ApiRun::add(const Value& value, std::string_view type, Level level) {
  const bool is_whole = out_->events.empty() && payload_->shift + value.offset() == 0;
  auto& event = out_->events.emplace_back();
  event.type = type;
  event.level = level;
  if (!is_whole && !payload_->is_joined)
    event.part = ingest::Slice{static_cast<std::uint32_t>(payload_->shift + value.offset()),
                               static_cast<std::uint32_t>(value.raw().size())};
  return event;
}

ingest::Event& ApiRun::add_unless_said(const Value& value, std::string_view type, Level level) {
  return out_->events.size() == said_ ? add(value, type, level) : out_->events[said_];
}

ingest::Event& ApiRun::add_text(std::string_view type, Level level) {
  auto& event = out_->events.emplace_back();
  event.type = type;
  event.level = level;
  event.flags = EventFlag::text;
  return event;
}

void ApiRun::call_tool(const Value& value, ApiCall& call, std::string_view id,
                       std::string_view tool) {
  auto& known = call.tool_calls;
  if (!id.empty() && std::find(known.begin(), known.end(), id) != known.end()) return;
  if (!id.empty()) known.emplace_back(id);
  auto& event = add(value, "tool_call");
  event.tool = tool;
  event.key = id;
  tools_.called(id, tool, is_live_ ? std::optional(line_->arrived) : std::nullopt);
}

void ApiRun::answer_tool(const Value& value, std::string_view id, bool is_error) {
  auto answered = tools_.answered(id, is_live_ ? std::optional(line_->arrived) : std::nullopt);
  if (!answered) return;
  auto& event = add(value, "tool_result", is_error ? Level::error : Level::info);
  names_.push_back(std::move(answered->tool));
  event.tool = names_.back();
  event.key = id;
  event.duration_ms = answered->duration_ms;
}

void ApiRun::ask(const Value& body, ApiQuestion question) {
  add(body, "user");
  open_trace();
  trace_->entitle(question.title.empty() ? question.prompt : question.title, *out_);
  calls_.ask(std::move(question));
}

void ApiRun::fail(const Value& value, ApiCall& call, const ErrorSigns& signs) {
  // Told twice (an error, then the end that it led to) it is still one.
  if (call.failure)
    add(value, "result", Level::warn);
  else
    add(value, "error", Level::error);
  calls_.fail(call, signs);
}

void ApiRun::name_model(ApiCall& call, std::string_view model) {
  if (model.empty() || std::exchange(call.has_model, true)) return;
  call.request.model = model;
}

void ApiRun::end_trace(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  using enum model::RunStatus;
  const auto* call = calls_.current();
  const bool is_cut = call != nullptr ? !call->is_finished : cut;
  if (is_cut || (is_live_ && calls_.has_question())) {
    trace_->end(abandoned, model::Ending::provisional, at, out);
  } else if (call == nullptr) {
    trace_->end(eof_status_, model::Ending::reported, at, out);
  } else if (call->failure) {
    auto& end = trace_->end(error, model::Ending::reported, at, out);
    end.error_code = call->failure->code;
    end.error_message = call->request.error_message;
    end.retryable = call->failure->retryable;
  } else {
    trace_->end(success, model::Ending::reported, at, out).result = answer_json(call->answer);
  }
}

void ApiRun::finish(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  const ingest::Line nothing{"", 0, at};
  const Payload none;
  begin_frame(nothing, none, out);
  open_trace();
  calls_.give_up(trace_->id(), out);
  end_trace(calls_.told_at().value_or(at), cut, out);
}

}  // namespace trace::dialects
