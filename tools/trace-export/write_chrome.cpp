#include "trace-export/write_chrome.h"

#include "common/key_events.h"
#include "formats/chrome_trace.h"
#include "formats/native_lines.h"
#include "formats/number_text.h"
#include "json/writer.h"
#include "store/event_rows.h"
#include "store/request_rows.h"
#include "store/time_order.h"
#include "store/trace_rows.h"

#include <string>
#include <unordered_map>

namespace trace::tools {
namespace {

using formats::ChromeRow;
using store::Moment;

class ChromeExport {
 public:
  ChromeExport(store::Database& db, formats::ByteSink& sink)
      : db_(db), names_(db), events_(db, names_), requests_(db, names_), out_(sink) {
    events_.hand_on_long_lines();
  }

  void write(const Selection& selection) {
    const auto traces = chosen(selection);
    out_.begin();
    store::each_moment(db_, traces, [&](const Moment& moment) { add(moment); });
    out_.end();
  }

 private:
  std::vector<std::int64_t> chosen(const Selection& selection);
  void add(const Moment& moment);
  void add_event(const Moment& moment, const model::EventRow& event);
  void add_request(const Moment& moment, const model::Request& q);

  store::Database& db_;
  store::Dictionary names_;
  store::EventRows events_;
  store::RequestRows requests_;
  formats::ChromeTrace out_;
  decode::Summarizer summarizer_;
  std::unordered_map<std::int64_t, std::string> titles_;
  std::string arguments_;
};

std::vector<std::int64_t> ChromeExport::chosen(const Selection& selection) {
  std::vector<std::int64_t> ids;
  store::TraceRows traces(db_, names_);
  const auto one = [&](const store::TraceRow& row) {
    ids.push_back(row.id);
    titles_[row.id] = row.record.title.empty() ? row.record.id : row.record.title;
  };
  if (selection.everything)
    traces.all(one);
  else
    traces.some(selection.traces, one);
  return ids;
}

void ChromeExport::add_event(const Moment& moment, const model::EventRow& event) {
  arguments_.clear();
  json::Writer args(arguments_);
  args.begin_object().key("seq").integer(event.seq).key("level").string(model::name(event.level));
  args.key("text").string(timeline_row(event, summarizer_).text).end_object();
  out_.slice(moment.trace, {ChromeRow::steps, event.tool.empty() ? event.type : event.tool,
                            event.type, moment.at, moment.took_us, arguments_});
}

void ChromeExport::add_request(const Moment& moment, const model::Request& q) {
  arguments_.clear();
  json::Writer args(arguments_);
  args.begin_object().key("request").string(q.id).key("status").string(model::name(q.status));
  const std::pair<std::string_view, std::optional<std::int64_t>> counters[] = {
      {"input_tokens", q.tokens.input},
      {"cache_read_tokens", q.tokens.cache_read},
      {"cache_write_tokens", q.tokens.cache_write},
      {"output_tokens", q.tokens.output}};
  for (const auto& [name, value] : counters)
    if (value) args.key(name).integer(*value);
  std::string cost;
  if (q.cost_nusd) formats::append_cost_usd(cost, *q.cost_nusd);
  if (q.cost_nusd) args.key("cost_usd").raw(cost);
  args.end_object();
  out_.slice(moment.trace,
             {ChromeRow::calls, q.model, "model call", moment.at, moment.took_us, arguments_});
}

void ChromeExport::add(const Moment& moment) {
  switch (moment.what) {
    case Moment::What::begin:
      return out_.begin_process(moment.trace, titles_[moment.trace], moment.at);
    case Moment::What::end:
      return out_.end_process(moment.trace, titles_[moment.trace], moment.at);
    case Moment::What::event:
      return events_.one(moment.row, {},
                         [&](const model::EventRow& event) { add_event(moment, event); });
    case Moment::What::request:
      return requests_.one(moment.row, {},
                           [&](const model::Request& request) { add_request(moment, request); });
  }
}

}  // namespace

void write_chrome(const Selection& selection, store::Database& db, formats::ByteSink& sink) {
  ChromeExport(db, sink).write(selection);
}

}  // namespace trace::tools
