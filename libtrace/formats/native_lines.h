// The record format, written: one JSON object a line, the same bytes for the same record, so that a
// store that was filled from these lines writes them again. Not for rows with chosen columns
// (row_writer.h). One thread.
//
// Keys come in the order of the lists below; what is missing is left out, and so is an empty text.
// Text is escaped as json::append_string does; times are RFC 3339, UTC, microseconds; JSON members
// (params, messages, payload …) stand as they were recorded, on one line, with what could drive a
// terminal escaped.
//
// trace    kind id title source source_ref target_task_id created_at parent session_id message_id
//          client_message_id actor mode trace_level status started_at ended_at duration_ms
//          error_code error_message retryable model cwd host params stats result metadata
//          switch_source
// event    kind trace seq uid at type level message payload, then the keys of a native line that
//          are not of the format, as they stood. uid: 32 hex digits. A native line (flag 32) gives
//          its own message and payload. Else bytes that are JSON are the payload, and bytes that
//          are not (flags 1, 64) are the message; those that are not UTF-8 or hold a NUL are
//          payload_base64 in its place. Nothing of them where they were not kept (flag 128).
// request  kind id trace token_id account_id user mode model provider stream requested_at
//          responded_at duration_ms ttft_ms input_tokens cache_read_tokens cache_write_tokens
//          cache_write_1h_tokens output_tokens reasoning_tokens cost_usd cost_source status
//          status_code error_message request_bytes response_bytes conversation_id, then the members
//          of its metadata. cost_usd: an exact decimal. cost_source (`computed`, `contained`): only
//          where it is not `reported` beside a cost and `unknown` without one.
// content  kind request system_prompt messages prompt completion
#pragma once

#include "formats/byte_sink.h"
#include "model/event_row.h"
#include "model/records.h"

#include <string>
#include <string_view>

namespace trace::formats {

class NativeLines {
 public:
  enum class Shape { lines, array };  // array: one JSON array, a record a line
  // `sink` must outlive this.
  explicit NativeLines(ByteSink& sink, Shape shape = Shape::lines);

  // Write one record.
  void trace(const model::TraceChange& trace);
  void event(const model::EventRow& event);
  void request(const model::Request& q);
  void content(const model::Content& content);
  // Write what is left: the end of an array.
  void end();

 private:
  std::string& begin();
  void finish();
  void event_head(std::string& out, const model::EventRow& event);
  void long_body(const model::EventRow& event);

  ByteSink& sink_;
  Shape shape_;
  bool first_ = true;
  // The last id and type and how they are written: most events repeat them.
  std::string trace_id_, trace_text_, type_, type_text_;
};

// Append a cost in billionths of a dollar as an exact decimal of dollars, without needless zeros.
void append_cost_usd(std::string& out, std::int64_t nusd);

}  // namespace trace::formats
