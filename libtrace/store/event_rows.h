// The events of one trace, in order of seq, each with the bytes that it lies in: its own, those of
// its carrier, and the pieces of a line that is too long for one row.
// Belongs to the thread of its Database.
#pragma once

#include "model/event_row.h"
#include "store/dictionary.h"
#include "store/sql_text.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::store {

// A part of the events of a trace. Empty lists ask nothing.
struct EventRange {
  std::optional<std::int64_t> after{};  // only those with a greater seq
  std::size_t limit = 0;                // 0: all
  std::vector<std::int64_t> types{};    // row ids in dict
  std::vector<std::int64_t> levels{};   // model::Level
};

class EventRows {
 public:
  // Both must outlive this.
  EventRows(Database& db, Dictionary& names);
  // Bytes in pieces up to which a line is joined when long ones are handed on.
  static constexpr std::size_t kMostJoined = 8 * 1024 * 1024;
  // Leave longer lines in pieces (EventRow::long_payload), so that memory stays flat.
  void hand_on_long_lines() { hands_on_long_ = true; }
  // Call `f` for each event of the trace with this row id; `uid` is its id. Views of a row die when
  // `f` returns.
  void each(std::int64_t trace, std::string_view uid,
            const std::function<void(const model::EventRow&)>& f);
  // The same for a part of them. Return whether there are more after the last one.
  bool some(std::int64_t trace, std::string_view uid, const EventRange& range,
            const std::function<void(const model::EventRow&)>& f);
  // Call `f` for each event, of whatever trace `wanted` agrees to, that came after the event with
  // this row id, in order of arrival. `f` gets the row id of the trace, too; event.trace is empty.
  void since(std::int64_t id, const std::function<bool(std::int64_t trace)>& wanted,
             const std::function<void(const model::EventRow&, std::int64_t trace)>& f);
  // Call `f` for the event with this row id; `uid` is the id of its trace.
  void one(std::int64_t id, std::string_view uid,
           const std::function<void(const model::EventRow&)>& f);
  // The query behind some(), for its plan.
  static SqlText query(Database& db, std::int64_t trace, const EventRange& range);

 private:
  void fill(const Row& row, model::EventRow& out);
  void take_carrier(std::int64_t id, model::EventRow& out);
  // Where a line stands: the key of its pieces.
  struct LinePlace {
    std::int64_t input = 0, n = 0;
  };
  void take_carrier_pieces(const LinePlace& place);
  bool is_long(const LinePlace& place);
  void take_long(const LinePlace& place, model::EventRow& out);
  void append_pieces(const LinePlace& place, std::string& out);

  Database& db_;
  Dictionary& names_;
  Statement select_, carrier_, pieces_size_, pieces_;
  std::optional<Statement> since_, one_;
  std::int64_t carrier_id_ = 0;  // whose bytes are in carrier_bytes_
  std::uint32_t carrier_flags_ = 0;
  bool carrier_has_bytes_ = false;
  std::string carrier_bytes_, joined_;
  std::optional<LinePlace> long_carrier_;  // its pieces are not in carrier_bytes_
  bool hands_on_long_ = false;
};

}  // namespace trace::store
