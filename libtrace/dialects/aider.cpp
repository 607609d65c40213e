#include "dialects/aider.h"

#include "dialects/answer.h"
#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "dialects/run_trace.h"
#include "dialects/scalars.h"
#include "json/document.h"
#include "model/event_row.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace trace::dialects {
namespace {

constexpr std::string_view kStart = "# aider chat started at ";

// The note of a call: `Tokens: 12k sent, 1.1k received. Cost: $0.05 message, $0.12 session.`
struct Note {
  model::Tokens tokens;
  std::optional<std::int64_t> cost_nusd;
};

std::optional<std::int64_t> amount_before(std::string_view note, std::string_view word) {
  const auto at = note.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  const auto before = note.substr(0, at);
  const auto blank = before.find_last_of(' ');
  return rounded_number(blank == std::string_view::npos ? before : before.substr(blank + 1));
}

Note read_note(std::string_view note) {
  Note out;
  auto& t = out.tokens;
  t.cache_write = amount_before(note, " cache write");
  t.cache_read = amount_before(note, " cache hit");
  t.output = amount_before(note, " received");
  if (const auto sent = amount_before(note, " sent"))
    t.input =
        std::max<std::int64_t>(0, *sent - t.cache_write.value_or(0) - t.cache_read.value_or(0));
  const auto dollar = note.find("Cost: $"), message = note.find(" message");
  if (dollar != std::string_view::npos && message != std::string_view::npos && message > dollar + 7)
    out.cost_nusd = parse_nano_dollars(note.substr(dollar + 7, message - dollar - 7));
  return out;
}

// `Model: gpt-x with diff edit format`, `Main model: …`: what a run is about to use.
std::string_view model_of(std::string_view note) {
  for (const std::string_view begin : {"Main model: ", "Model: "}) {
    if (!note.starts_with(begin)) continue;
    const auto rest = note.substr(begin.size());
    return rest.substr(0, rest.find(' '));
  }
  return {};
}

class Aider final : public ingest::Dialect {
 public:
  explicit Aider(const ingest::DialectContext& context) : context_(context) {}
  std::string_view name() const override { return "aider"; }
  bool may_repeat() const override { return true; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out) override;

 private:
  void begin(std::string_view started, const ingest::Line& line, ingest::Parsed& out);
  void read_note_line(std::string_view note, ingest::Event& event, ingest::Parsed& out);
  void end(ingest::Parsed& out);

  ingest::DialectContext context_;
  json::Document time_;
  std::optional<RunTrace> trace_;
  base::UnixMicros at_;
  std::string model_, answer_;
  std::size_t calls_ = 0;
  bool gave_id_ = false, is_answering_ = false;
};

// Times are those of the place where aider ran, which the file does not name: read as UTC.
void Aider::begin(std::string_view started, const ingest::Line& line, ingest::Parsed& out) {
  if (trace_) {
    ingest::Parsed ended;
    end(ended);
    for (auto& change : ended.after) out.before.emplace_back(std::move(change));
  }
  at_ = line.arrived;
  std::string time = "\"" + std::string(started) + "Z\"";
  if (time.size() > 11 && time[11] == ' ') time[11] = 'T';
  if (time_.parse(time)) at_ = time_of(time_.root()).value_or(line.arrived);
  std::string id = trace_id_of("aider", trimmed(line.bytes));
  if (!std::exchange(gave_id_, true) && !context_.trace.empty()) id = context_.trace;
  trace_.emplace(std::move(id));
  trace_->open(at_, out);
  trace_->change(out).metadata = R"({"agent":"aider"})";
  model_.clear();
  answer_.clear();
  calls_ = 0;
}

void Aider::read_note_line(std::string_view note, ingest::Event& event, ingest::Parsed& out) {
  event.type = "system";
  if (const auto model = model_of(note); !model.empty()) {
    model_ = model;
    trace_->change(out).model = model;
  }
  if (!note.starts_with("Tokens: ")) return;
  event.type = "usage";
  const auto said = read_note(note);
  model::Request r;
  r.id = trace_->id() + "/call/" + std::to_string(calls_++);
  r.trace = trace_->id();
  r.model = model_.empty() ? "unknown" : model_;
  r.requested_at = at_;
  r.tokens = said.tokens;
  r.cost_nusd = said.cost_nusd;
  if (r.cost_nusd) r.cost_source = model::CostSource::reported;
  r.metadata = R"({"rounded":true})";
  out.after.emplace_back(std::move(r));
}

void Aider::feed(const ingest::Line& line, ingest::Parsed& out) {
  const auto text = trimmed(line.bytes);
  if (text.empty()) return;
  const bool starts = text.starts_with(kStart);
  if (starts || !trace_) begin(starts ? text.substr(kStart.size()) : std::string_view(), line, out);
  auto& event = add_text_event(line, trace_->id(), out);
  event.at = at_;
  event.level = model::Level::info;
  const bool was_answering = std::exchange(is_answering_, false);
  if (starts) {
    event.type = "init";
  } else if (text.starts_with("#### ")) {
    event.type = "user";
    trace_->entitle(text.substr(5), out);
  } else if (text.starts_with('>')) {
    read_note_line(trimmed(text.substr(1)), event, out);
  } else {
    event.type = "assistant";
    if (!was_answering) answer_.clear();
    if (!answer_.empty()) answer_ += '\n';
    answer_ += text;
    is_answering_ = true;
  }
}

// The history of a chat never says that it is over.
void Aider::end(ingest::Parsed& out) {
  auto& end = trace_->end(context_.eof_status, model::Ending::provisional, at_, out);
  end.result = answer_json(answer_);
}

void Aider::finish(base::UnixMicros at, bool, ingest::Parsed& out) {
  if (!trace_) {
    at_ = at;
    trace_.emplace(context_.trace.empty() ? context_.fresh : context_.trace);
    trace_->open(at, out);
  }
  end(out);
}

}  // namespace

std::optional<std::int64_t> rounded_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < 0) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "k" || unit == "K") value *= 1e3;
  if (unit == "M") value *= 1e6;
  if (unit.size() > 1 || value > 1e15) return std::nullopt;
  return std::llround(value);
}

Claim claim_aider(std::string_view line) {
  return line.starts_with(kStart) ? Claim::certain : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_aider(const ingest::DialectContext& context) {
  return std::make_unique<Aider>(context);
}

}  // namespace trace::dialects
