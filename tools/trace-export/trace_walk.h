// The traces of a selection, one after the other, and the rows of each: what writers that want
// whole traces are made on. For the main thread.
#pragma once

#include "trace-export/selection.h"

#include "store/event_rows.h"
#include "store/request_rows.h"
#include "store/trace_rows.h"

#include <functional>
#include <string_view>

namespace trace::tools {

class TraceWalk {
 public:
  // Both must outlive this.
  TraceWalk(store::Database& db, const Selection& selection);
  // Call `f` for each trace, in order of start.
  void each(const std::function<void(const store::TraceRow&)>& f);
  // Call `f` for the rows of a trace.
  void events(const store::TraceRow& trace, const std::function<void(const model::EventRow&)>& f);
  void requests(const store::TraceRow& trace, const std::function<void(const model::Request&)>& f);
  void contents(const store::TraceRow& trace, const std::function<void(const model::Content&)>& f);
  // Call `f` for the rows that belong to no trace, when everything is selected.
  void loose_requests(const std::function<void(const model::Request&)>& f);
  void loose_contents(const std::function<void(const model::Content&)>& f);

 private:
  const Selection& selection_;
  store::Dictionary names_;
  store::TraceRows traces_;
  store::EventRows events_;
  store::RequestRows requests_;
};

// When a trace began, for offsets.
base::UnixMicros start_of(const model::TraceChange& trace);

}  // namespace trace::tools
