// The traces of a selection, one after the other, and the rows of each: what writers that want
// whole traces are made on. For the main thread.
#pragma once

#include "trace-export/selection.h"

#include "store/event_rows.h"
#include "store/request_rows.h"
#include "store/trace_rows.h"

#include <functional>
#include <map>
#include <memory>
#include <string_view>

namespace trace::tools {

class TraceWalk {
 public:
  // All must outlive this.
  TraceWalk(store::Database& db, const Selection& selection);
  // Call `f` for each trace, in order of start.
  void each(const std::function<void(const store::TraceRow&)>& f);
  // Call `f` for the rows of the trace that each() is at.
  void events(const store::TraceRow& trace, const std::function<void(const model::EventRow&)>& f);
  void requests(const store::TraceRow& trace, const std::function<void(const model::Request&)>& f);
  void contents(const store::TraceRow& trace, const std::function<void(const model::Content&)>& f);
  // Call `f` for the rows that belong to no trace, when everything is selected.
  void loose_requests(const std::function<void(const model::Request&)>& f);
  void loose_contents(const std::function<void(const model::Content&)>& f);

 private:
  // Readers of the store, or of an archive.
  struct Readers {
    explicit Readers(store::Database& database);
    store::Database& db;
    store::Dictionary names;
    store::TraceRows traces;
    store::EventRows events;
    store::RequestRows requests;
  };
  Readers& at(store::Place place);
  std::vector<store::Place> open_places();
  void each_merged(const std::function<void(const store::TraceRow&)>& f);

  const Selection& selection_;
  Readers store_;
  std::map<store::Place, std::unique_ptr<Readers>> archives_;
  Readers* here_;
};

// When a trace began, for offsets.
base::UnixMicros start_of(const model::TraceChange& trace);

}  // namespace trace::tools
