#include "trace-record/native_event.h"

#include "digest/sha256.h"

#include "base/utf8.h"
#include "ingest/log_rows.h"
#include "json/writer.h"

#include <algorithm>
#include <utility>

namespace trace::tools {
namespace {

// Line feeds between the values of a JSON text: a native line is one line.
void join_lines(std::string& json) {
  std::replace_if(
      json.begin(), json.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

// Cut what is too long and note in the row how long it was.
bool cut(std::string& text, std::optional<std::int64_t> most, ingest::LogRow& row) {
  if (!most || text.size() <= static_cast<std::size_t>(*most)) return false;
  row.full_size = static_cast<std::int64_t>(text.size());
  row.full_hash = digest::sha256(text);
  text.resize(base::cut_utf8(text, static_cast<std::size_t>(*most)).size());
  return true;
}

}  // namespace

NativeEvents::NativeEvents(std::string trace, model::Keep keep,
                           std::optional<std::int64_t> max_payload, const Scrubber& scrubber)
    : trace_(std::move(trace)), keep_(keep), max_payload_(max_payload), scrubber_(scrubber) {}

void NativeEvents::add(ingest::Batch& batch, NativeEvent event) {
  ingest::LogRow row;
  for (std::string* text : {&event.type, &event.message, &event.payload})
    row.is_sanitized = scrubber_.clean(*text) || row.is_sanitized;
  row.trace = trace_;
  row.type = event.type;
  row.level = event.level;
  row.at = event.at;
  if (keep_ != model::Keep::full) {
    add_log_row(batch, row, salts_);
    return;
  }
  join_lines(event.payload);
  const bool is_cut = cut(event.payload, max_payload_, row);
  if (event.payload.empty() && !is_cut) cut(event.message, max_payload_, row);
  line_.clear();
  json::Writer writer(line_);
  writer.begin_object().key("kind").string("event").key("trace").string(trace_);
  writer.key("type").string(event.type).key("level").string(model::name(event.level));
  if (!event.message.empty()) writer.key("message").string(event.message);
  if (!event.payload.empty() || is_cut) {
    writer.key("payload");
    const auto at = static_cast<std::uint32_t>(line_.size());
    // The beginning of a JSON text is none: it is kept as a string.
    is_cut ? writer.string(event.payload) : writer.raw(event.payload);
    row.part = ingest::Slice{at, static_cast<std::uint32_t>(line_.size()) - at};
  }
  writer.end_object();
  row.line = line_;
  add_log_row(batch, row, salts_);
}

}  // namespace trace::tools
