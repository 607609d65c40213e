// The trace of a log: opened by its first line, at its time when the log was written before it was
// read. Belongs to one dialect and its thread.
#pragma once

#include "base/time.h"
#include "dialects/own_trace.h"
#include "ingest/ports.h"

#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class LogTrace {
 public:
  explicit LogTrace(const ingest::DialectContext& context)
      : trace_(context), is_recorded_(!context.is_live) {}
  // Open it if it is not. `at`: when the line was written, as it says. Returns the trace's id.
  std::string_view open(const ingest::Line& line, std::optional<base::UnixMicros> at,
                        ingest::Parsed& out);
  // The time of a line that names none: of the one before it, when the log was written earlier.
  std::optional<base::UnixMicros> last_time() const noexcept {
    return is_recorded_ ? last_at_ : std::nullopt;
  }
  // The machine that the log is of; the first one counts.
  void set_host(std::string_view host, ingest::Parsed& out);
  // An input without lines is a run too.
  void end(base::UnixMicros at, ingest::Parsed& out);

 private:
  OwnTrace trace_;
  bool is_recorded_, has_host_ = false;
  std::optional<base::UnixMicros> last_at_;
};

}  // namespace trace::dialects
