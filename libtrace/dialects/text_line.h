// A line of plain text: the time that it begins with and the level among its first words.
// Pure functions: safe on any thread.
#pragma once

#include "dialects/text_time.h"
#include "ingest/ports.h"

#include <string_view>

namespace trace::dialects {

// Set level and time of the event of a line, as far as the line says them.
void read_text_line(std::string_view line, LocalZone& zone, ingest::Event& event);

}  // namespace trace::dialects
