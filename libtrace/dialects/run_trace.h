// One run of an agent as a trace: opened before its first event, described as its lines tell more,
// entitled by its first prompt, ended by the caller. Belongs to one dialect and its thread.
#pragma once

#include "base/time.h"
#include "ingest/ports.h"

#include <string>
#include <string_view>

namespace trace::dialects {

// The public id of a vendor's session: the same from a stream and from a stored file.
std::string trace_id_of(std::string_view agent, std::string_view session);

class RunTrace {
 public:
  // `is_open`: lines before opened it already.
  explicit RunTrace(std::string id, std::string_view session = {}, bool is_open = false)
      : id_(std::move(id)), session_(session), is_open_(is_open) {}

  const std::string& id() const noexcept { return id_; }
  const std::string& session() const noexcept { return session_; }
  bool is_open() const noexcept { return is_open_; }
  // Open it if it is not: a change before the events.
  void open(base::UnixMicros at, ingest::Parsed& out);
  // Add a change before the events, to be filled in at once: it knows the trace only.
  model::TraceChange& change(ingest::Parsed& out) const;
  // Give the title, if there is none yet and the prompt is not empty.
  void entitle(std::string_view prompt, ingest::Parsed& out);
  // Add an end state after the events. A provisional one is a guess that a reported one replaces.
  model::TraceChange& end(model::RunStatus status, model::Ending ending, base::UnixMicros at,
                          ingest::Parsed& out) const;

 private:
  std::string id_, session_;
  bool is_open_, has_title_ = false;
};

}  // namespace trace::dialects
