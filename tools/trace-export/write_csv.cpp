#include "trace-export/write_csv.h"

#include "calendar/rfc3339.h"
#include "trace-export/trace_walk.h"

#include "base/error.h"
#include "common/progress.h"
#include "decode/event_parts.h"
#include "formats/base64.h"
#include "formats/csv_text.h"
#include "formats/native_lines.h"
#include "formats/record_text.h"

#include <string>

namespace trace::tools {
namespace {

using decode::Body;
using Time = std::optional<base::UnixMicros>;

constexpr std::string_view kTraceHead =
    "id,title,source,source_ref,target_task_id,created_at,parent,session_id,message_id,"
    "client_message_id,actor,mode,trace_level,status,started_at,ended_at,duration_ms,error_code,"
    "error_message,retryable,model,cwd,host,params,stats,result,metadata,switch_source,"
    "event_count,error_count\n";
constexpr std::string_view kEventHead =
    "trace,seq,uid,at,type,level,tool,duration_ms,message,payload,payload_base64\n";
constexpr std::string_view kRequestHead =
    "id,trace,token_id,account_id,user,mode,model,provider,stream,requested_at,responded_at,"
    "duration_ms,ttft_ms,input_tokens,cache_read_tokens,cache_write_tokens,cache_write_1h_tokens,"
    "output_tokens,reasoning_tokens,cost_usd,status,status_code,error_message,request_bytes,"
    "response_bytes,conversation_id,metadata\n";
constexpr std::string_view kContentHead = "request,system_prompt,messages,prompt,completion\n";

class CsvExport {
 public:
  CsvExport(const ExportOptions& options, formats::ByteSink& sink)
      : sink_(sink), csv_(sink), progress_(options.progress) {}

  void write(RecordKind kind, TraceWalk& walk);

 private:
  void trace(const store::TraceRow& row);
  void event(const model::EventRow& event);
  void request(const model::Request& q);
  void request_numbers(const model::Request& q);
  void content(const model::Content& content);
  void time(const Time& at) { csv_.plain(at ? calendar::rfc3339(*at) : std::string()); }
  void truth(const std::optional<bool>& value) {
    csv_.plain(!value ? "" : (*value ? "true" : "false"));
  }
  void end() {
    csv_.end();
    progress_.update(++rows_, 0);
  }

  formats::ByteSink& sink_;
  formats::CsvText csv_;
  decode::PartReader parts_;
  cli::Progress progress_;
  std::uint64_t rows_ = 0;
};

void CsvExport::trace(const store::TraceRow& row) {
  const auto& t = row.record;
  for (const auto* text : {&t.id, &t.title, &t.source, &t.source_ref}) csv_.text(*text);
  csv_.number(t.target_task_id);
  time(t.created_at);
  for (const auto* text :
       {&t.parent, &t.session_id, &t.message_id, &t.client_message_id, &t.actor, &t.mode})
    csv_.text(*text);
  csv_.plain(t.trace_level ? model::name(*t.trace_level) : "");
  csv_.plain(t.status ? model::name(*t.status) : "");
  time(t.started_at);
  time(t.ended_at);
  csv_.number(t.duration_ms);
  csv_.text(t.error_code);
  csv_.text(t.error_message);
  truth(t.retryable);
  for (const auto* text :
       {&t.model, &t.cwd, &t.host, &t.params, &t.stats, &t.result, &t.metadata, &t.switch_source})
    csv_.text(*text);
  csv_.number(row.event_count);
  csv_.number(row.error_count);
  end();
}

void CsvExport::event(const model::EventRow& event) {
  const auto parts = parts_.read(event);
  csv_.text(event.trace);
  csv_.number(event.seq);
  std::string word;
  formats::append_hex(word, event.uid);
  csv_.plain(word);
  time(event.at);
  csv_.text(event.type);
  csv_.plain(model::name(event.level));
  csv_.text(event.tool);
  csv_.number(event.duration_ms);
  csv_.text(parts.message);
  if (event.long_payload)
    csv_.pieces(event.long_payload);
  else
    csv_.text(parts.body == Body::bytes ? std::string_view() : parts.payload);
  word.clear();
  if (parts.body == Body::bytes) formats::append_base64(word, parts.payload);
  csv_.text(word);
  end();
}

void CsvExport::request_numbers(const model::Request& q) {
  csv_.number(q.duration_ms);
  csv_.number(q.ttft_ms);
  const auto& t = q.tokens;
  for (const auto& counter :
       {t.input, t.cache_read, t.cache_write, t.cache_write_1h, t.output, t.reasoning})
    csv_.number(counter);
  std::string cost;
  if (q.cost_nusd) formats::append_cost_usd(cost, *q.cost_nusd);
  csv_.plain(cost);
}

void CsvExport::request(const model::Request& q) {
  for (const auto* text :
       {&q.id, &q.trace, &q.token_id, &q.account_id, &q.user, &q.mode, &q.model, &q.provider})
    csv_.text(*text);
  truth(q.stream);
  time(q.requested_at);
  time(q.responded_at);
  request_numbers(q);
  csv_.plain(model::name(q.status));
  csv_.number(q.status_code);
  csv_.text(q.error_message);
  csv_.number(q.request_bytes);
  csv_.number(q.response_bytes);
  csv_.text(q.conversation_id);
  csv_.text(q.metadata);
  end();
}

void CsvExport::content(const model::Content& c) {
  for (const auto* text : {&c.request, &c.system_prompt, &c.messages, &c.prompt, &c.completion})
    csv_.text(*text);
  end();
}

void CsvExport::write(RecordKind kind, TraceWalk& walk) {
  const auto on_event = [&](const model::EventRow& e) { event(e); };
  const auto on_request = [&](const model::Request& q) { request(q); };
  const auto on_content = [&](const model::Content& c) { content(c); };
  using Row = const store::TraceRow&;
  switch (kind) {
    case RecordKind::trace:
      sink_.write(kTraceHead);
      return walk.each([&](Row row) { trace(row); });
    case RecordKind::event:
      sink_.write(kEventHead);
      return walk.each([&](Row row) { walk.events(row, on_event); });
    case RecordKind::request:
      sink_.write(kRequestHead);
      walk.each([&](Row row) { walk.requests(row, on_request); });
      return walk.loose_requests(on_request);
    case RecordKind::content:
      sink_.write(kContentHead);
      walk.each([&](Row row) { walk.contents(row, on_content); });
      return walk.loose_contents(on_content);
  }
}

}  // namespace

void write_csv(const ExportOptions& options, const Selection& selection, store::Database& db,
               formats::ByteSink& sink) {
  TraceWalk walk(db, selection);
  const auto kind = options.kinds.empty() ? RecordKind::event : options.kinds.front();
  CsvExport(options, sink).write(kind, walk);
}

}  // namespace trace::tools
