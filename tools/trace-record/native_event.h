// Native `event` lines, written: what `log` adds, and what the recorder notes by itself. Sanitizes
// and cuts; not for lines that come from an input. One object belongs to one thread and one trace.
#pragma once

#include "digest/random.h"
#include "trace-record/scrubber.h"

#include "base/time.h"
#include "ingest/batch.h"
#include "model/status.h"

#include <cstdint>
#include <optional>
#include <string>

namespace trace::tools {

struct NativeEvent {
  std::string type = "log";
  model::Level level = model::Level::info;
  base::UnixMicros at;
  std::string message;
  std::string payload;  // one JSON value; empty: none
};

class NativeEvents {
 public:
  // `scrubber` must outlive this. `max_payload`: longer payloads (messages, where there is no
  // payload) are cut.
  NativeEvents(std::string trace, model::Keep keep, std::optional<std::int64_t> max_payload,
               const Scrubber& scrubber);
  // Append the event to a batch.
  void add(ingest::Batch& batch, NativeEvent event);

 private:
  std::string trace_;
  model::Keep keep_;
  std::optional<std::int64_t> max_payload_;
  const Scrubber& scrubber_;
  digest::SaltPool salts_;
  std::string line_;
};

}  // namespace trace::tools
