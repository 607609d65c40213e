// The events of one trace, in order of seq, each with the bytes that it lies in: its own, those of
// its carrier, and the pieces of a line that is too long for one row. Not for paging (history.h).
// Belongs to the thread of its Database.
#pragma once

#include "model/event_row.h"
#include "store/dictionary.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace trace::store {

class EventRows {
 public:
  // Both must outlive this.
  EventRows(Database& db, Dictionary& names);
  // Call `f` for each event of the trace with this row id; `uid` is its id. Views of a row die when
  // `f` returns.
  void each(std::int64_t trace, std::string_view uid,
            const std::function<void(const model::EventRow&)>& f);

 private:
  void fill(const Row& row, model::EventRow& out);
  void take_carrier(std::int64_t id, model::EventRow& out);
  void append_pieces(std::int64_t input, std::int64_t n, std::string& out);

  Dictionary& names_;
  Statement select_, carrier_, pieces_;
  std::int64_t carrier_id_ = 0;  // whose bytes are in carrier_bytes_
  std::uint32_t carrier_flags_ = 0;
  bool carrier_has_bytes_ = false;
  std::string carrier_bytes_, joined_;
};

}  // namespace trace::store
