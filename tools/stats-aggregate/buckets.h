// Where hours, days, weeks and months begin in a zone, remembered from one request to the next:
// most of them lie in the same bucket. One thread.
#pragma once

#include "calendar/zone.h"

#include "store/usage_report.h"

#include <array>
#include <string>

namespace trace::tools {

class Buckets {
 public:
  // `zone` must outlive this.
  explicit Buckets(const calendar::Zone& zone) : zone_(zone) {}
  // Return the start of the bucket that a point lies in.
  base::UnixMicros start(store::Dimension dimension, base::UnixMicros at);

 private:
  struct Span {
    base::UnixMicros from{1}, to{0};
  };
  const calendar::Zone& zone_;
  std::array<Span, 4> last_;
};

// Return the start of a bucket as a reader sees it: `2026-11-20` (a week by its Monday), `2026-11`;
// an hour in RFC 3339 for programs, and as the clock of the zone shows it for people.
std::string bucket_text(store::Dimension dimension, base::UnixMicros start,
                        const calendar::Zone& zone, bool for_people);

}  // namespace trace::tools
