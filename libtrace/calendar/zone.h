// Time zones: local clock readings of an instant and back, and where days, weeks and months begin.
// The only way to the zone database; nothing is read before a zone is loaded.
// A Zone is immutable: it may be read by several threads at once.
#pragma once

#include "base/result.h"
#include "base/time.h"

#include <memory>
#include <string>
#include <string_view>

namespace trace::calendar {

// What a calendar and a clock on the wall show. Fields may be out of range when they are given to
// Zone::instant (month 13, day 0): they are carried over.
struct CivilTime {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int micros = 0;
};

enum class Grain { hour, day, week, month };

class Zone {
 public:
  // Load `local`, `UTC`, an offset such as `+05:45`, or an IANA name. `local_name` is what the
  // caller found in TZ; empty means the machine's /etc/localtime (UTC when there is none).
  // Errors: bad_usage for an unknown name, configuration when the zone database is not installed.
  static base::Result<Zone> load(std::string_view name, std::string_view local_name = {});
  static Zone utc();

  Zone(Zone&&) noexcept;
  Zone& operator=(Zone&&) noexcept;
  ~Zone();

  CivilTime local(base::UnixMicros at) const;
  // Seconds east of UTC at that instant.
  int offset_seconds(base::UnixMicros at) const;
  // Return the instant of a clock reading. A reading that the clocks skipped means the moment of
  // the skip, one that they showed twice means the first.
  base::UnixMicros instant(const CivilTime& reading) const;

  // Return the start of the hour, day, week (Monday) or month that `at` lies in.
  base::UnixMicros floor(base::UnixMicros at, Grain grain) const;
  // Return the start of the one after it, so that [floor, next) is the whole of it.
  base::UnixMicros next(base::UnixMicros at, Grain grain) const;

  // Append `2026-11-20`.
  void append_day(std::string& out, base::UnixMicros at) const;
  // Append `2026-11-20 03:00:00`.
  void append_local(std::string& out, base::UnixMicros at) const;

 private:
  struct Rules;
  explicit Zone(std::unique_ptr<Rules> rules);

  std::unique_ptr<Rules> rules_;
};

}  // namespace trace::calendar
