// Events as cells of chosen columns. The record format itself is formats/native_lines.h. One
// thread.
#pragma once

#include "trace-query/event_text.h"
#include "trace-query/session.h"

#include "base/time.h"
#include "formats/row_writer.h"
#include "model/event_row.h"

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace trace::tools {

class EventCells {
 public:
  // Keys: trace seq uid at type level message payload tool duration_ms summary. Throws Failure
  // bad_usage for another one.
  EventCells(Session& session, const std::vector<std::string>& keys);

  std::vector<formats::Column> columns() const;
  // In tables times are counted from here.
  void count_from(base::UnixMicros start) { start_ = start; }
  // Return the cells of an event; their views live until the next call.
  std::span<const formats::Cell> of(const model::EventRow& event);

 private:
  enum class Key { trace, seq, uid, at, type, level, message, payload, tool, duration_ms, summary };
  formats::Cell cell(Key key, const model::EventRow& event);
  formats::Cell at_cell(base::UnixMicros at);
  formats::Cell payload_cell(const model::EventRow& event);
  std::string_view keep(std::string text);

  Session& session_;
  bool for_people_;
  std::vector<Key> keys_;
  std::optional<base::UnixMicros> start_;
  EventText text_;
  std::vector<formats::Cell> cells_;
  std::deque<std::string> texts_;
};

}  // namespace trace::tools
