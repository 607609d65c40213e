// Lines of the record format made flat, for tables of columns: each record stays one JSON object,
// but every key always has the same type. What is JSON (payload, params, stats, result, metadata,
// messages) becomes text that holds it; keys that are not of the format stand together as such a
// text in `extra`. Two keys stand first: `store` (the id of the store it came from) and `revision`
// (of two lines about the same row the greater one is newer). A line of kind `deletion` says that
// the row is gone, `deleted` which kind it had. A sink in front of another one. One
// thread.
#pragma once

#include "formats/byte_sink.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace trace::formats {

class FlatLines final : public ByteSink {
 public:
  // `next` must outlive this; closing this does not close it.
  FlatLines(ByteSink& next, std::string_view store_id);
  // Set the revision of the lines that follow. REQUIRES: what was written before is flushed.
  void set_revision(std::int64_t revision) { revision_ = revision; }
  // Let the next line have these members, too: `,"key":value…`. REQUIRES: likewise.
  void set_more(std::string members) { more_ = std::move(members); }

 private:
  void drain(std::string_view bytes) override;
  void line(std::string_view text);

  ByteSink& next_;
  std::string head_, open_line_, more_;
  std::int64_t revision_ = 0;
};

}  // namespace trace::formats
