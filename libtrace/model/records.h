// The record format of the tools as plain values: what a native JSON line says, what other dialects
// are turned into. No I/O, no SQL, no JSON parsing; JSON members are kept as text. Missing is
// std::nullopt or an empty string. Times are UTC microseconds. Plain values: safe on any thread.
#pragma once

#include "base/time.h"
#include "model/status.h"

#include <cstdint>
#include <optional>
#include <string>

namespace trace::model {

// How well an imported file knows a trace: of several that describe it the one that saw it begin
// first is believed, then the longer one, whatever the order in which they come.
struct Claim {
  base::UnixMicros at;     // where the trace begins in this file
  std::int64_t lines = 0;  // of the file
  std::int64_t mark = 0;   // made of what it says: tells claims apart that are equal otherwise
  bool operator==(const Claim&) const = default;
};

// An upsert of one trace: the first one opens it, later ones change what they name.
struct TraceChange {
  std::string id;
  std::string parent, title, source, source_ref, session_id, message_id, client_message_id, mode,
      actor, switch_source;
  std::optional<std::int64_t> target_task_id;
  std::optional<Keep> trace_level;
  std::optional<RunStatus> status;
  Ending ending = Ending::reported;  // how sure `status` is, when it is an end state
  std::optional<base::UnixMicros> created_at, started_at, ended_at;
  std::optional<std::int64_t> duration_ms;
  std::string error_code, error_message;
  std::optional<bool> retryable;
  std::string model, cwd, host;
  std::string params, stats, result, metadata;  // JSON text
  std::optional<Claim> claim;                   // this is all that an imported file says of it
};

// Tokens in the one convention: input excludes cached, output includes reasoning, unknown is not 0.
struct Tokens {
  std::optional<std::int64_t> input, cache_read, cache_write, cache_write_1h, output, reasoning;
};

// Where a cost comes from. Values are stored (requests.cost_source).
enum class CostSource : std::uint8_t { unknown, reported, computed, contained };

// One model call; global by id.
struct Request {
  std::string id;
  std::string trace;  // may be empty
  std::string token_id, account_id, user, mode, model, provider, conversation_id;
  std::optional<bool> stream;
  base::UnixMicros requested_at;
  std::optional<base::UnixMicros> responded_at;
  std::optional<std::int64_t> duration_ms, ttft_ms;
  Tokens tokens;
  std::optional<std::int64_t> cost_nusd;  // billionths of a US dollar
  CostSource cost_source = CostSource::unknown;
  RequestStatus status = RequestStatus::success;
  std::optional<std::int64_t> status_code, request_bytes, response_bytes;
  std::string error_message, metadata;
};

// What was said in a request.
struct Content {
  std::string request;
  base::UnixMicros at;
  std::string system_prompt, messages, prompt, completion;  // messages: JSON array text
};

}  // namespace trace::model
