// The model calls of one OTLP input, each counted once although it may be exported as a span and as
// a log record: the span goes before the log, told by the id of the response or by the span's own.
// One object belongs to one input and thread.
#pragma once

#include "base/time.h"
#include "dialects/otlp_call.h"
#include "ingest/ports.h"
#include "json/document.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace trace::dialects {

// Where a call was seen.
struct OtlpPlace {
  std::string_view trace;              // public id
  std::string_view trace_id, span_id;  // as exported; may be empty
  std::optional<base::UnixMicros> from, to;
  bool is_span = false;
};

class OtlpCalls {
 public:
  explicit OtlpCalls(bool keep_content) : keeps_content_(keep_content) {}
  // Append the request that the attributes tell of, unless a better source told it before.
  void add(const OtlpAttributes& attributes, const OtlpPlace& place, const OtlpFailure& failure,
           base::UnixMicros arrived, ingest::Parsed& out);

 private:
  static constexpr std::size_t kMaxKnown = 65'536;

  std::string uid_of(const model::Request& request, const OtlpPlace& place);

  bool keeps_content_;
  std::unordered_map<std::string, std::string> by_span_;  // request ids
  std::unordered_map<std::string, bool> is_from_span_;    // by request id
  json::Document inner_;
  std::uint64_t nameless_ = 0;
};

}  // namespace trace::dialects
