// Traces as one page that needs nothing else: no request leaves it, and its security policy lets
// only its own style and script run. Written from top to bottom, so that memory stays flat. What an
// event says is the caller's (decode/). One thread.
#pragma once

#include "calendar/zone.h"

#include "base/time.h"
#include "formats/byte_sink.h"
#include "formats/timeline.h"
#include "formats/trace_facts.h"
#include "model/records.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace trace::formats {

// The style and the script of the page.
std::string_view page_style() noexcept;
std::string_view page_script() noexcept;

// Their SHA-256 in base64, for the security policy.
struct PageHashes {
  std::string style, script;
};

// An event on the page: its line, where its bar begins and how long it is, and its payload.
struct PageEvent {
  TimelineRow row;
  base::UnixMicros from;  // where the bar begins
  std::int64_t took_us = 0;
  std::string payload;       // recorded text, shown as it is
  std::size_t left_out = 0;  // bytes of it that are not shown
};

class HtmlPage {
 public:
  // Both must outlive this.
  HtmlPage(ByteSink& sink, const calendar::Zone& zone) : sink_(sink), zone_(zone) {}

  void begin(std::string_view title, const PageHashes& hashes);
  // Begin a trace that lasted from `start` to `end`: what the bars are drawn against.
  void begin_trace(const model::TraceChange& trace, const Facts& facts);
  void scale(base::UnixMicros start, base::UnixMicros end);
  void key_events(const KeyEvents& key);
  void begin_requests();
  void request(const model::Request& q);
  void end_requests() { sink_.write("</table></details>\n"); }
  void content(const model::Content& content);
  void begin_events() { sink_.write("<h3>Timeline</h3>\n"); }
  void event(const PageEvent& event);
  void end_trace() { sink_.write("</section>\n"); }
  void end();

 private:
  void element(std::string_view name, std::string_view text, std::string_view attributes = {});
  void offset(base::UnixMicros at);
  void bar(base::UnixMicros from, std::int64_t took_us);
  void link(std::int64_t seq);
  void step_list(std::string_view name, const std::vector<KeyStep>& steps,
                 const std::function<void(std::string&, std::int64_t)>& append);
  void row_list(std::string_view name, std::int64_t count, const std::vector<TimelineRow>& rows);

  ByteSink& sink_;
  const calendar::Zone& zone_;
  std::int64_t number_ = 0;  // of the trace, for ids of rows
  base::UnixMicros start_, end_;
};

}  // namespace trace::formats
