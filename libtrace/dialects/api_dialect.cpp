#include "dialects/api_dialect.h"

#include "dialects/api_envelope.h"
#include "dialects/line_text.h"
#include "dialects/payload.h"
#include "model/event_row.h"

#include <charconv>
#include <optional>
#include <utility>

namespace trace::dialects {
namespace {

using model::EventFlag;
using model::Level;

// The status in the first line of a response: `HTTP/1.1 429 Too Many Requests`.
std::optional<std::int64_t> http_status(std::string_view line) {
  const auto blank = line.find(' ');
  if (!line.starts_with("HTTP/") || blank == std::string_view::npos) return std::nullopt;
  const auto digits = line.substr(blank + 1, 3);
  std::int64_t status = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  if (error != std::errc() || end != digits.data() + 3 || status < 100) return std::nullopt;
  return status;
}

// A header of a response: `retry-after: 20`.
bool is_header(std::string_view line) {
  const auto colon = line.find(": ");
  return colon != std::string_view::npos && is_word(line.substr(0, colon));
}

class ApiDialect final : public ingest::Dialect {
 public:
  ApiDialect(const ingest::DialectContext& context, std::unique_ptr<ApiReader> reader)
      : reader_(std::move(reader)), run_(context, reader_->name()), is_live_(context.is_live) {}
  std::string_view name() const override { return reader_->name(); }
  bool may_repeat() const override { return !is_live_; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out) override {
    run_.finish(at, cut, out);
  }

 private:
  void read_text(const ingest::Line& line, ingest::Parsed& out);
  void read_value(const json::Value& value);
  void read_envelope(const ApiEnvelope& envelope);

  std::unique_ptr<ApiReader> reader_;
  ApiRun run_;
  bool is_live_, is_in_head_ = false;
  PayloadReader payloads_;
};

// No JSON: end marks, keep-alives, the head of an HTTP response, or what should not be there.
void ApiDialect::read_text(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (const auto status = http_status(text)) {
    is_in_head_ = true;
    run_.calls().set_http_status(*status);
    run_.add_text("http", *status >= 400 ? Level::error : Level::info);
  } else if (is_in_head_ && is_header(text)) {
    run_.add_text("http", Level::debug);
  } else {
    run_.add_text("text", leading_level(text)).flags |= EventFlag::not_parsed;
    out.understood = false;
  }
}

// A request and its response as one record: times are what the record says, or not known.
void ApiDialect::read_envelope(const ApiEnvelope& envelope) {
  run_.begin_payload();
  auto& calls = run_.calls();
  calls.measure(envelope.request.raw().size());
  if (envelope.request) reader_->read(envelope.request, run_);
  if (envelope.status) calls.set_http_status(*envelope.status);
  calls.measure(envelope.response.raw().size());
  if (envelope.response) read_value(envelope.response);
  if (auto* call = calls.current(); call != nullptr && envelope.response)
    calls.took(*call, envelope.at, envelope.duration_ms, envelope.ttft_ms);
}

void ApiDialect::read_value(const json::Value& value) {
  if (!value.is_array()) {
    run_.begin_payload();
    if (const auto envelope = open_envelope(value)) return read_envelope(*envelope);
    return reader_->read(value, run_);
  }
  for (auto item = value.first(); item; item = item.next()) read_value(item);
}

void ApiDialect::feed(const ingest::Line& line, ingest::Parsed& out) {
  if (trimmed(line.bytes).empty()) return;
  const auto payload = payloads_.read(line.bytes);
  run_.begin_frame(line, payload, out);
  if (payload.root) is_in_head_ = false;
  if (payload.root) {
    read_value(payload.root);
    if (out.events.empty()) run_.add(payload.root, "raw");
  } else if (payload.text == "[DONE]") {
    run_.calls().end_stream();
    run_.add_text("stream", Level::debug);
  } else if (payload.is_event && payload.text.empty()) {
    run_.add_text("ping", Level::debug);
  } else if (payload.is_event && payload.event == "error") {
    run_.add_text("error", Level::error);
    run_.calls().fail(run_.calls().of({}), {"", {}, payload.text});
  } else {
    read_text(line, out);
  }
  run_.end_frame();
}

}  // namespace

std::unique_ptr<ingest::Dialect> make_api_dialect(const ingest::DialectContext& context,
                                                  std::unique_ptr<ApiReader> reader) {
  return std::make_unique<ApiDialect>(context, std::move(reader));
}

}  // namespace trace::dialects
