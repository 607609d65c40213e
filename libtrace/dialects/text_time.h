// The time that a line of text begins with, in the forms of common logs: RFC 3339 and its relatives
// (`2026-11-20 03:00:00,123`, `2026/11/20 03:00:00`) and that of RFC 3164 (`Nov 20 03:00:00`),
// which names neither year nor zone. A reading without a zone is taken in the zone given. Functions
// are pure: safe on any thread.
#pragma once

#include "calendar/zone.h"

#include "base/time.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace trace::dialects {

struct LeadingTime {
  base::UnixMicros at;
  std::size_t size = 0;  // bytes of the text that it takes
  bool has_zone = false;
};

// Read the time at the begin of the text; brackets around it count as part of it.
std::optional<LeadingTime> leading_time(std::string_view text, const calendar::Zone& zone);

// Read `Nov 20 03:00:00` at the begin of the text. The year is that of the latest such day which is
// not over a day after `arrived`: in January a line of December is of last year.
std::optional<LeadingTime> leading_bsd_time(std::string_view text, base::UnixMicros arrived,
                                            const calendar::Zone& zone);

// The zone of this machine, loaded when it is asked for the first time; UTC where its zones are not
// known. Belongs to one thread.
class LocalZone {
 public:
  LocalZone() = default;
  // One that is known already.
  explicit LocalZone(calendar::Zone zone) : zone_(std::move(zone)) {}
  const calendar::Zone& get();

 private:
  std::optional<calendar::Zone> zone_;
};

}  // namespace trace::dialects
