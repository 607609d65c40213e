#include "trace-export/write_html.h"

#include "digest/sha256.h"
#include "trace-export/spans.h"
#include "trace-export/trace_walk.h"

#include "base/utf8.h"
#include "common/environment.h"
#include "common/key_events.h"
#include "common/progress.h"
#include "decode/event_parts.h"
#include "formats/base64.h"
#include "formats/html_page.h"
#include "formats/html_text.h"

#include <algorithm>

namespace trace::tools {
namespace {

constexpr std::size_t kMostShown = 256 * 1024;  // of one payload

std::string hash_of(std::string_view text) {
  std::string out;
  formats::append_base64(out, digest::bytes_of(digest::sha256(text)));
  return out;
}

class HtmlExport {
 public:
  HtmlExport(const ExportOptions& options, TraceWalk& walk, formats::ByteSink& sink,
             const calendar::Zone& zone)
      : walk_(walk), page_(sink, zone), zone_(zone), progress_(options.progress) {}

  void write();

 private:
  void trace(const store::TraceRow& row);
  void requests(const store::TraceRow& row);
  void event(const model::EventRow& event, const Spans& spans);
  void take_payload(const model::EventRow& event, formats::PageEvent& out);

  TraceWalk& walk_;
  formats::HtmlPage page_;
  const calendar::Zone& zone_;
  cli::Progress progress_;
  decode::Summarizer summarizer_;
  decode::PartReader parts_;
  std::uint64_t rows_ = 0;
};

void HtmlExport::write() {
  digest::digest_init();
  page_.begin("Traces", {hash_of(formats::page_style()), hash_of(formats::page_script())});
  walk_.each([&](const store::TraceRow& row) { trace(row); });
  page_.end();
}

void HtmlExport::requests(const store::TraceRow& row) {
  bool any = false;
  walk_.requests(row, [&](const model::Request& request) {
    if (!any) page_.begin_requests();
    any = true;
    page_.request(request);
  });
  if (any) page_.end_requests();
  walk_.contents(row, [&](const model::Content& content) { page_.content(content); });
}

void HtmlExport::trace(const store::TraceRow& row) {
  KeyEventCollector key;
  Spans spans;
  auto end = row.record.ended_at.value_or(start_of(row.record));
  walk_.requests(row, [&](const model::Request& request) {
    key.add(request);
    end.v = std::max(end.v, request.requested_at.v + request.duration_ms.value_or(0) * 1000);
  });
  walk_.events(row, [&](const model::EventRow& event) {
    key.add(event);
    spans.add(event);
  });
  page_.scale(start_of(row.record), std::max(end, spans.last().value_or(end)));
  auto facts = formats::trace_facts(row.record, row.event_count, row.error_count, zone_);
  for (auto& fact : formats::usage_facts(key.usage())) facts.push_back(std::move(fact));
  page_.begin_trace(row.record, facts);
  page_.key_events(key.found());
  requests(row);
  page_.begin_events();
  walk_.events(row, [&](const model::EventRow& e) { event(e, spans); });
  page_.end_trace();
}

void HtmlExport::event(const model::EventRow& event, const Spans& spans) {
  const auto span = spans.of(event);
  formats::PageEvent out;
  out.row = timeline_row(event, summarizer_);
  out.from = span.from;
  out.took_us = span.took_us;
  take_payload(event, out);
  page_.event(out);
  progress_.update(++rows_, 0);
}

void HtmlExport::take_payload(const model::EventRow& event, formats::PageEvent& out) {
  const auto parts = parts_.read(event);
  std::string_view text = parts.payload.empty() ? std::string_view(parts.message) : parts.payload;
  std::size_t size = text.size();
  std::string first;
  if (event.long_payload) {
    size = 0;
    event.long_payload([&](std::string_view piece) {
      size += piece.size();
      if (first.size() <= kMostShown) first += piece.substr(0, kMostShown + 1 - first.size());
    });
    text = first;
  }
  const std::string_view shown = base::cut_utf8(text, kMostShown);
  out.left_out = size - shown.size();
  out.payload = formats::without_base64(shown);
}

}  // namespace

void write_html(const ExportOptions& options, const Selection& selection, store::Database& db,
                formats::ByteSink& sink) {
  const auto environment = cli::Environment::of_process();
  const auto zone =
      calendar::Zone::load(options.tz, environment.get("TZ").value_or(std::string_view{}))
          .or_throw();
  TraceWalk walk(db, selection);
  HtmlExport(options, walk, sink, zone).write();
}

}  // namespace trace::tools
