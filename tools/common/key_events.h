// The first pass over a trace for its report: errors, retries, slowest and most expensive steps.
// One thread.
#pragma once

#include "decode/summary.h"
#include "formats/timeline.h"
#include "model/event_row.h"

namespace trace::tools {

class KeyEventCollector {
 public:
  void add(const model::EventRow& event);
  void add(const model::Request& request);
  const formats::KeyEvents& found() const { return found_; }
  const formats::UsageTotals& usage() const { return usage_; }

 private:
  decode::Summarizer summarizer_;
  formats::KeyEvents found_;
  formats::UsageTotals usage_;
};

// Make the line of an event.
formats::TimelineRow timeline_row(const model::EventRow& event, decode::Summarizer& summarizer);

}  // namespace trace::tools
