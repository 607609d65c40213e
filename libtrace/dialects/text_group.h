// Lines of text that belong together: a stack trace takes the level, time and type of the line that
// it explains, and shares a key with it. One object belongs to one input and thread.
#pragma once

#include "base/time.h"
#include "ingest/ports.h"
#include "model/status.h"

#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class TextGroup {
 public:
  bool is_open() const noexcept { return is_open_; }
  bool has_time() const noexcept { return is_open_ && at_.has_value(); }
  // Tell whether a line goes on with the group.
  bool holds(std::string_view line) const;
  // Begin a group with an event; its key is set.
  void begin(const ingest::Line& line, ingest::Event& event);
  // Give an event what the group shares.
  void join(std::string_view line, ingest::Event& event);
  // No line belongs to the group any more.
  void end() { is_open_ = false; }

 private:
  bool is_open_ = false, is_traceback_ = false, has_arrival_time_ = false;
  model::Level level_ = model::Level::info;
  std::optional<base::UnixMicros> at_;
  std::string type_, key_;
};

}  // namespace trace::dialects
