#include "stats-aggregate/buckets.h"

#include "calendar/rfc3339.h"

namespace trace::tools {
namespace {

calendar::Grain grain_of(store::Dimension dimension) {
  switch (dimension) {
    case store::Dimension::hour:
      return calendar::Grain::hour;
    case store::Dimension::week:
      return calendar::Grain::week;
    case store::Dimension::month:
      return calendar::Grain::month;
    default:
      return calendar::Grain::day;
  }
}

}  // namespace

base::UnixMicros Buckets::start(store::Dimension dimension, base::UnixMicros at) {
  Span& last = last_[static_cast<std::size_t>(dimension)];
  if (at < last.from || at >= last.to) {
    last.from = zone_.floor(at, grain_of(dimension));
    last.to = zone_.next(at, grain_of(dimension));
  }
  return last.from;
}

std::string bucket_text(store::Dimension dimension, base::UnixMicros start,
                        const calendar::Zone& zone, bool for_people) {
  std::string text;
  if (dimension == store::Dimension::hour) {
    if (!for_people) return calendar::rfc3339(start);
    zone.append_local(text, start);
    return text.substr(0, 16);  // without seconds
  }
  zone.append_day(text, start);
  return dimension == store::Dimension::month ? text.substr(0, text.rfind('-')) : text;
}

}  // namespace trace::tools
