// What one input of a model API says, as records: the reader of a vendor tells it payload by
// payload what was asked, said, called and broken; it opens the trace, makes the events, keeps the
// calls and ends the trace as the last call did. One object belongs to one input and thread.
#pragma once

#include "base/time.h"
#include "dialects/api_calls.h"
#include "dialects/payload.h"
#include "dialects/run_trace.h"
#include "dialects/tool_calls.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class ApiRun {
 public:
  ApiRun(const ingest::DialectContext& context, std::string_view agent);

  // A frame begins; everything until end_frame() is about it. `out` and `payload` must live so
  // long, views of events until the next frame.
  void begin_frame(const ingest::Line& line, const Payload& payload, ingest::Parsed& out);
  // One of several payloads of the frame begins.
  void begin_payload();
  void end_frame();
  // The input ended: calls without an end, and the end of the trace.
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out);

  bool is_live() const noexcept { return is_live_; }
  // The frame is a server-sent event.
  bool is_event() const noexcept { return payload_->is_event; }
  ApiCalls& calls() noexcept { return calls_; }
  // Add an event: the first one of a frame is the frame, further ones are `value` in it.
  ingest::Event& add(const json::Value& value, std::string_view type,
                     model::Level level = model::Level::info);
  // Add it only when the payload has no event yet; returns its first one.
  ingest::Event& add_unless_said(const json::Value& value, std::string_view type,
                                 model::Level level = model::Level::info);
  // Add an event for a frame that is no JSON.
  ingest::Event& add_text(std::string_view type, model::Level level);
  // The model calls a tool; only the first piece of a call is an event.
  void call_tool(const json::Value& value, ApiCall& call, std::string_view id,
                 std::string_view tool);
  // A tool answered; nothing when that was known.
  void answer_tool(const json::Value& value, std::string_view id, bool is_error);
  // The body of a request: an event, the title, and what the next call answers.
  void ask(const json::Value& body, ApiQuestion question);
  // A call broke off: an event, and the failure.
  void fail(const json::Value& value, ApiCall& call, const ErrorSigns& signs);
  // Name the model, when the source does so for the first time.
  void name_model(ApiCall& call, std::string_view model);

 private:
  void open_trace();
  void end_trace(base::UnixMicros at, bool cut, ingest::Parsed& out);

  std::string agent_, given_, fresh_;
  bool is_live_;
  model::RunStatus eof_status_;
  ApiCalls calls_;
  ToolCalls tools_;
  std::optional<RunTrace> trace_;
  std::optional<base::UnixMicros> guessed_start_;  // of the trace, while no time was told
  bool has_model_ = false;
  std::size_t said_ = 0;           // events of the frame before this payload
  std::deque<std::string> names_;  // of tools, that the events of this frame show

  const ingest::Line* line_ = nullptr;
  const Payload* payload_ = nullptr;
  ingest::Parsed* out_ = nullptr;
};

}  // namespace trace::dialects
