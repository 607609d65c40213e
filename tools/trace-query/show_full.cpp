#include "trace-query/show_full.h"

#include "trace-query/human_text.h"

#include "decode/passages.h"
#include "formats/display_width.h"
#include "formats/terminal_text.h"
#include "formats/timeline.h"
#include "model/status.h"
#include "store/trace_usage.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trace::tools {
namespace {

using decode::Passage;
using decode::PassageKind;

constexpr std::string_view kRed = "\x1b[31m", kGreen = "\x1b[32m", kDim = "\x1b[2m";
constexpr int kMostGenerations = 20;

std::string_view color_of(const Passage& passage, std::string_view line) {
  if (passage.kind == PassageKind::thought) return kDim;
  if (passage.is_error) return kRed;
  if (!passage.is_diff) return {};
  return line.starts_with("- ") ? kRed : line.starts_with("+ ") ? kGreen : std::string_view{};
}

std::string heading_of(const Passage& passage) {
  switch (passage.kind) {
    case PassageKind::text:
      return {};
    case PassageKind::thought:
      return "(thinking)";
    case PassageKind::call:
      return "▸ " + passage.name;
    case PassageKind::result:
      return passage.is_error ? "◂ error" : "◂";
    case PassageKind::image:
      return "[image " + passage.name + (passage.name.empty() ? "" : ", ") + passage.text + "]";
  }
  return {};
}

class PassagePrinter {
 public:
  explicit PassagePrinter(Session& session)
      : out_(session.out()), color_(session.writer_options().color) {}

  void print(const Passage& passage) {
    if (const std::string heading = heading_of(passage); !heading.empty()) line(heading, 4, {});
    if (passage.kind == PassageKind::image) return;
    const int indent = passage.kind == PassageKind::text ? 4 : 6;
    std::string_view rest = passage.text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view text = rest.substr(0, end);
      line(text, indent, color_of(passage, text));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  void raw(std::string_view bytes) {
    std::string text;
    formats::append_terminal_text(text, bytes, formats::Lines::keep);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    out_.write(text + "\n");
  }

 private:
  void line(std::string_view text, int indent, std::string_view color) {
    std::string& out = out_.buffer();
    out.append(static_cast<std::size_t>(indent), ' ');
    if (color_) out += color;
    formats::append_terminal_text(out, text, formats::Lines::keep);
    if (color_ && !color.empty()) out += "\x1b[0m";
    out += '\n';
    out_.settle();
  }

  formats::ByteSink& out_;
  bool color_;
};

// Prints an event when the next one is known: where a line gives several events, the first of them
// has the whole line and shows only its own part of it.
class EventPrinter {
 public:
  EventPrinter(Session& session, base::UnixMicros start)
      : session_(session), timeline_(session.out(), session.zone()), printer_(session) {
    timeline_.start_at(start);
  }

  void add(const model::EventRow& event) {
    const bool is_part = event.frame && event.offset && held_ && held_->frame == *event.frame;
    if (is_part && held_->passages.size() > 1) held_->passages.resize(1);
    const std::string line = is_part ? held_->frame : std::string(event.frame.value_or(""));
    flush();
    held_.emplace();
    held_->row = {event.seq, event.at, event.level, std::string(event.type), {}, event.duration_ms};
    held_->frame = line;
    held_->bytes = is_part ? event.payload() : event.frame.value_or("(not kept)");
    const bool has_payload = !event.has(model::EventFlag::native) || event.size;
    if (event.frame && has_payload) held_->passages = reader_.read(event.payload());
  }
  void flush() {
    if (!held_) return;
    timeline_.event(held_->row);
    for (const Passage& passage : held_->passages) printer_.print(passage);
    if (held_->passages.empty()) printer_.raw(held_->bytes);
    session_.out().write("\n");
    held_.reset();
  }

 private:
  struct Held {
    formats::TimelineRow row;
    std::string frame, bytes;  // the line, and what is the event's own of it
    std::vector<Passage> passages;
  };
  Session& session_;
  formats::Timeline timeline_;
  PassagePrinter printer_;
  decode::PassageReader reader_;
  std::optional<Held> held_;
};

// The traces below one, parents first.
class Children {
 public:
  explicit Children(Session& session)
      : session_(session),
        usage_(session.db()),
        find_(session.db(),
              "SELECT id, uid, title, status, started_at, ended_at FROM traces WHERE parent = ?1 "
              "ORDER BY at, uid") {}

  void print(const std::string& parent, int generation) {
    std::vector<std::pair<std::string, std::string>> below;  // id and line
    find_.with(parent).each(
        [&](const store::Row& row) { below.emplace_back(row.text(1), line(row, generation)); });
    for (const auto& [id, text] : below) {
      if (generation == 1 && !std::exchange(has_head_, true))
        session_.out().write("\nSub-agents\n");
      session_.out().write(text);
      if (generation < kMostGenerations) print(id, generation + 1);
    }
  }

 private:
  std::string line(const store::Row& row, int generation) {
    const std::int64_t id = row.i64(0);
    auto status = static_cast<model::RunStatus>(row.i64(3));
    if (session_.is_dead(id)) status = model::RunStatus::abandoned;
    const auto usage = usage_.of(id);
    std::string text(static_cast<std::size_t>(generation) * 2, ' ');
    text += formats::terminal_text(short_id(row.text(1)));
    text.append("  ").append(model::name(status));
    if (!row.is_null(4) && !row.is_null(5))
      text += " · " + short_duration(std::max<std::int64_t>(0, row.i64(5) - row.i64(4)) / 1000);
    if (usage.requests > 0)
      text += " · " + std::to_string(usage.requests) + (usage.requests == 1 ? " call" : " calls");
    if (usage.total) text += " · " + short_number(*usage.total) + " tokens";
    if (usage.cost_nusd) text += " · " + short_cost(*usage.cost_nusd);
    if (!row.is_null(2)) text += "  " + formats::terminal_text(row.text(2));
    const int width = session_.writer_options().width;
    std::string out;
    formats::append_elided(out, text, width > 0 ? width : 10'000);
    return out + "\n";
  }

  Session& session_;
  store::TraceUsage usage_;
  store::Statement find_;
  bool has_head_ = false;
};

}  // namespace

void show_full_events(Session& session, const store::TraceRef& trace,
                      const store::EventRange& range, base::UnixMicros start) {
  EventPrinter printer(session, start);
  store::EventRows events(session.db(), session.names());
  events.some(trace.row, trace.id, range,
              [&](const model::EventRow& event) { printer.add(event); });
  printer.flush();
}

void show_children(Session& session, const store::TraceRef& trace) {
  Children(session).print(trace.id, 1);
}

}  // namespace trace::tools
