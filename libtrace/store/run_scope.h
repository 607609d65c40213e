// One run of something as a trace, for C++ callers: opened by the constructor, ended by finish(),
// and ended as `error` by the destructor when the scope is left without it (an exception). Not for
// streams of lines (ingest/line_feed.h). Belongs to the thread of its StoreSink.
#pragma once

#include "digest/random.h"

#include "base/time.h"
#include "ingest/batch.h"
#include "model/records.h"
#include "store/store_sink.h"

#include <string>
#include <string_view>

namespace trace::store {

class RunScope {
 public:
  // Open the run; `run.id` is made when it is empty. `sink` must outlive this. Throws Failure.
  RunScope(StoreSink& sink, model::TraceChange run);
  RunScope(const RunScope&) = delete;
  RunScope& operator=(const RunScope&) = delete;
  // Ends the run as `error` (crashed) unless finish() did; says nothing when that fails.
  ~RunScope();

  const std::string& id() const noexcept { return id_; }
  // Add an event with a message. Throws Failure.
  void log(std::string_view type, model::Level level, std::string_view message);
  // End the run; the first end counts. Throws Failure.
  void finish(model::RunStatus status, const std::string& error_code = {},
              const std::string& error_message = {});

 private:
  void write(const ingest::Batch& batch);
  StoreSink& sink_;
  std::string id_;
  base::SystemClock clock_;
  digest::SaltPool salts_;
  bool is_open_ = true;
};

}  // namespace trace::store
