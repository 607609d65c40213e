// A trace as a report in Markdown (GitHub's dialect): head, key events, timeline as a table. What
// was recorded can neither become markup nor leave its cell. One thread.
#pragma once

#include "calendar/zone.h"

#include "formats/byte_sink.h"
#include "formats/timeline.h"
#include "formats/trace_facts.h"
#include "model/records.h"

#include <functional>
#include <string_view>

namespace trace::formats {

class MarkdownReport {
 public:
  // Both must outlive this.
  MarkdownReport(ByteSink& sink, const calendar::Zone& zone) : sink_(sink), zone_(zone) {}

  void head(const model::TraceChange& trace, const Facts& facts);
  void key_events(const KeyEvents& key);
  void content(const model::Content& content);
  void begin_events();
  void event(const TimelineRow& row);

 private:
  void heading(std::string_view marks, std::string_view text);
  void steps(std::string_view name, const std::vector<KeyStep>& list,
             const std::function<void(std::string&, std::int64_t)>& append);
  void rows(std::string_view name, std::int64_t count, const std::vector<TimelineRow>& list);
  void block(std::string_view name, std::string_view text);

  ByteSink& sink_;
  const calendar::Zone& zone_;
  bool first_ = true;
};

}  // namespace trace::formats
