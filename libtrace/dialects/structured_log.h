// What a JSON line of a logger says: pino, bunyan, slog, zap, zerolog, logrus, ECS, Serilog, log4j,
// GELF, journald and kin. Told by the names that they use, not by which logger it is.
// Pure functions on the Document behind the value: safe on any thread.
#pragma once

#include "base/time.h"
#include "dialects/text_time.h"
#include "json/document.h"
#include "model/status.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace trace::dialects {

// Missing where the line does not say it. Views die with the document.
struct LogRecord {
  std::optional<base::UnixMicros> at;
  std::optional<model::Level> level;
  std::optional<std::int64_t> duration_ms;
  std::string_view type;  // a word; empty: it names none
  std::string_view key;   // what lines of one call share
};

// Read one object. `zone` is for times that name none.
LogRecord read_log(const json::Value& object, LocalZone& zone);

}  // namespace trace::dialects
