// The traces of one OTLP input: one a conversation where spans name theirs, else one a trace id,
// and one for what has neither. Bounded: those that were quiet for longest are ended when there are
// too many. One object belongs to one input and thread.
#pragma once

#include "base/time.h"
#include "dialects/error_code.h"
#include "dialects/otlp_call.h"
#include "dialects/run_trace.h"
#include "ingest/ports.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trace::dialects {

struct OtlpRun {
  explicit OtlpRun(std::string id, std::string_view session) : trace(std::move(id), session) {}
  RunTrace trace;
  bool is_conversation = false, has_root = false, has_ended = false, has_model = false;
  bool is_described = false;           // by the resource that it came from
  std::string root_name, agent_model;  // for want of better
  std::string answer;                  // the last words of a model
  std::optional<base::UnixMicros> started, ended, answered;
  std::optional<ErrorClass> failure;  // of its last root span
  std::string error_message;
  std::uint64_t used = 0;
};

class OtlpTraces {
 public:
  explicit OtlpTraces(const ingest::DialectContext& context);

  // A frame begins: references to runs of the frame before are void.
  void begin_frame(const ingest::Line& line, ingest::Parsed& out);
  // Spans of this trace id belong to this conversation.
  void join(std::string_view trace_id, std::string_view conversation);
  // The run that something of that trace id belongs to (empty: none), opened if it is new.
  OtlpRun& of(std::string_view trace_id, std::optional<base::UnixMicros> at);
  // Something of the run began and ended.
  void spans(OtlpRun& run, std::optional<base::UnixMicros> from,
             std::optional<base::UnixMicros> to);
  // A span without a parent: how the run goes, and its end when it is no conversation.
  void take_root(OtlpRun& run, std::string_view name, const OtlpFailure& failure);
  // The input ended.
  void finish(base::UnixMicros at, ingest::Parsed& out);

 private:
  static constexpr std::size_t kMaxRuns = 2048;
  static constexpr std::size_t kMaxJoined = 65'536;

  std::string id_of(std::string_view key, bool is_conversation) const;
  void end(OtlpRun& run, base::UnixMicros at, ingest::Parsed& out) const;
  void shrink();

  ingest::DialectContext context_;
  std::map<std::string, OtlpRun, std::less<>> runs_;           // by conversation or trace id
  std::unordered_map<std::string, std::string> conversation_;  // by trace id
  bool has_first_ = false;
  std::uint64_t uses_ = 0;
  const ingest::Line* line_ = nullptr;
  ingest::Parsed* out_ = nullptr;
};

}  // namespace trace::dialects
