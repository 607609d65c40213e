// The trace that an input opens itself, for lines that belong to no other: opened before its first
// event, ended at the end of the input. Belongs to one dialect and its thread.
#pragma once

#include "base/time.h"
#include "ingest/ports.h"

#include <string>
#include <string_view>

namespace trace::dialects {

class OwnTrace {
 public:
  explicit OwnTrace(const ingest::DialectContext& context);
  // Open it if it is not: a change before the events. Returns its id, which lives as long as this.
  std::string_view open(base::UnixMicros at, ingest::Parsed& out);
  // End it as the context says, if it is open.
  void end(base::UnixMicros at, ingest::Parsed& out);
  // End it as cut off: a guess, which a later report may replace.
  void abandon(base::UnixMicros at, ingest::Parsed& out);
  bool is_open() const noexcept { return is_open_; }
  const std::string& id() const noexcept { return id_; }

 private:
  void end_as(model::RunStatus status, base::UnixMicros at, ingest::Parsed& out);
  std::string id_;
  model::RunStatus eof_status_;
  bool is_open_ = false;
};

// Append an event of a line of text that belongs to `trace`, at its time of arrival.
ingest::Event& add_text_event(const ingest::Line& line, std::string_view trace,
                              ingest::Parsed& out);

}  // namespace trace::dialects
