#include "dialects/text_group.h"

#include "dialects/line_text.h"
#include "dialects/text_level.h"
#include "model/event_row.h"

namespace trace::dialects {

bool TextGroup::holds(std::string_view line) const {
  if (!is_open_) return false;
  return continues(line) || (is_traceback_ && names_exception(line));
}

void TextGroup::begin(const ingest::Line& line, ingest::Event& event) {
  is_open_ = true;
  is_traceback_ = trimmed(line.bytes).find("Traceback (most recent") != std::string_view::npos;
  level_ = event.level;
  at_ = event.at;
  has_arrival_time_ = (event.flags & model::EventFlag::arrival_time) != 0;
  type_ = event.type;
  key_ = "line " + std::to_string(line.number);
  event.key = key_;
}

void TextGroup::join(std::string_view line, ingest::Event& event) {
  event.level = level_;
  event.type = type_;
  event.key = key_;
  event.at = at_;
  if (!has_arrival_time_) event.flags &= ~model::EventFlag::arrival_time;
  // The exception is the last line of its traceback.
  if (is_traceback_ && !continues(line)) is_traceback_ = false;
}

}  // namespace trace::dialects
