#include "dialects/text_line.h"

#include "dialects/line_text.h"
#include "dialects/text_level.h"
#include "model/event_row.h"

#include <string>

namespace trace::dialects {

void read_text_line(std::string_view line, LocalZone& zone, ingest::Event& event) {
  constexpr std::size_t kSeen = 256;
  std::string plain;
  append_without_ansi(plain, trimmed(line).substr(0, kSeen));
  std::string_view text = plain;
  // `time=2026-11-20T03:00:00Z level=INFO …`, as slog and logrus write it.
  for (const std::string_view key : {"time=", "timestamp=", "ts="})
    if (text.starts_with(key)) text.remove_prefix(key.size());
  if (text.starts_with('"')) text.remove_prefix(1);
  if (const auto time = leading_time(text, zone.get())) {
    event.at = time->at;
    event.flags &= ~model::EventFlag::arrival_time;
    text.remove_prefix(time->size);
  }
  event.level = text_level(text).value_or(model::Level::info);
}

}  // namespace trace::dialects
