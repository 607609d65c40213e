// What comes to a store while one watches: the events of some traces or of all, each once and
// without a gap, whatever the moment at which watching began. A look is one read transaction; what
// happens between looks is change_watch.h. Belongs to the thread of its Database.
#pragma once

#include "model/event_row.h"
#include "model/status.h"
#include "store/dictionary.h"
#include "store/event_rows.h"
#include "store/resolve.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace trace::store {

// A trace that is watched, as the last look saw it.
struct Watched {
  std::int64_t row = 0;
  std::string id;
  int depth = 0;  // generations below the traces that were asked for
  std::optional<model::RunStatus> status;
  std::int64_t last_seq = -1;  // of the events that were handed out
  bool is_fresh = true;        // what is there was not handed out yet
};

class Tail {
 public:
  enum class Children : std::uint8_t { no, yes };
  struct Visitor {
    std::function<void(const Watched&, const model::EventRow&)> event;
    std::function<void(const Watched&)> status;  // its first one, or another than before
  };

  // Both must outlive this, or be replaced with reopen().
  Tail(Database& db, Dictionary& names, Children children);

  // Watch a trace: the next look hands out what is there of it.
  void add(const TraceRef& trace);
  // Watch every trace: what runs now from its beginning, and what comes.
  void add_all() { all_ = true; }
  // Go on with another connection: to the same store, or to one that took its place. Throws Failure
  // not_found when a watched trace is not there.
  void reopen(Database& db, Dictionary& names);

  // Take one consistent look and hand out what is new: events in order of arrival (those of fresh
  // traces in order of time), then states. Throws Failure.
  void look(const Visitor& visitor);

  const std::map<std::int64_t, Watched>& watched() const { return watched_; }
  // Tell whether there is something to wait for: all are watched, or one of them has not ended.
  bool is_open() const;

 private:
  void find_traces();
  void find_children();
  void watch(std::int64_t row, std::string id, int depth);
  void hand_out_fresh(const Visitor& visitor);
  void hand_out_new(const Visitor& visitor);
  void hand_out_states(const Visitor& visitor);
  Watched& known(std::int64_t row);

  Database* db_;
  std::optional<EventRows> events_;
  Children children_;
  bool all_ = false;
  std::string store_id_;
  std::optional<std::int64_t> last_event_;  // row ids up to which rows were handed out
  std::optional<std::int64_t> last_trace_;
  std::map<std::int64_t, Watched> watched_;
};

}  // namespace trace::store
