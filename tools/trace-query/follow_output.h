// How `follow` prints: lines for people, JSON lines, or server-sent events. One thread.
#pragma once

#include "trace-query/event_text.h"
#include "trace-query/session.h"

#include "formats/byte_sink.h"
#include "model/event_row.h"
#include "store/tail.h"
#include "store/trace_usage.h"

#include <string>

namespace trace::tools {

class FollowOutput {
 public:
  // `is_one`: a single trace is followed, and lines for people need not name it.
  FollowOutput(Session& session, bool is_one);

  bool is_for_people() const { return format_ == QueryFormat::table; }
  void event(const store::Watched& trace, const model::EventRow& event,
             const store::UsageSums& usage);
  void status(const store::Watched& trace, const store::UsageSums& usage);
  // A sign of life.
  void heartbeat(const store::Watched* trace, const store::UsageSums& usage);
  void flush();

 private:
  void line_for_people(const store::Watched& trace, base::UnixMicros at, std::string_view color,
                       const std::string& text);
  void object(const store::Watched* trace, const model::EventRow* event,
              const store::UsageSums& usage);

  Session& session_;
  QueryFormat format_;
  bool is_one_;
  formats::WriterOptions look_;
  EventText text_;
};

}  // namespace trace::tools
