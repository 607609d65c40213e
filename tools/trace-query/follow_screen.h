// `follow --tree` on a terminal: every run and its sub-agents on one screen, with state, time,
// calls, tokens, cost and the last event, drawn again in place. One thread.
#pragma once

#include "trace-query/event_text.h"
#include "trace-query/session.h"

#include "model/event_row.h"
#include "model/status.h"
#include "store/tail.h"
#include "store/trace_usage.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace trace::tools {

class FollowScreen {
 public:
  explicit FollowScreen(Session& session) : session_(session) {}

  // Remember what a trace did last.
  void event(const store::Watched& trace, const model::EventRow& event);
  // Draw all watched traces; what was drawn before is written over.
  void draw(const std::map<std::int64_t, store::Watched>& watched, store::TraceUsage& usage);
  // Something else was written: leave what was drawn and begin below.
  void leave() noexcept { drawn_lines_ = 0; }

 private:
  struct Run {
    std::int64_t at = 0;
    std::string id, parent, title;
    model::RunStatus status = model::RunStatus::running;
    std::optional<std::int64_t> started, ended;
    std::int64_t errors = 0;
    store::UsageSums usage;
    const std::string* last = nullptr;
    int depth = 0;
    bool has_open = false;  // it, or one below it, has not ended
  };
  std::vector<Run> read(const std::map<std::int64_t, store::Watched>& watched,
                        store::TraceUsage& usage);
  std::string head(const std::vector<Run>& runs) const;
  std::string line(const Run& run) const;
  std::string elapsed(const Run& run) const;
  void print(const std::vector<std::string>& lines);

  Session& session_;
  EventText text_;
  std::map<std::int64_t, std::string> last_;
  std::size_t drawn_lines_ = 0;
};

}  // namespace trace::tools
