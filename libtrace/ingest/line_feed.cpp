#include "ingest/line_feed.h"

#include "digest/sha256.h"

#include "base/utf8.h"
#include "ingest/joined_text.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace trace::ingest {
namespace {

using model::EventFlag;

constexpr std::size_t kMostRequests = 4096;
constexpr std::size_t kMaxHeldBytes = 256 << 10;

std::int64_t key_of(std::string_view id) {
  if (id.empty()) return 0;
  const auto hash = digest::blake2b128(id);
  std::int64_t key = 0;
  std::memcpy(&key, hash.data(), sizeof key);
  return key == 0 ? 1 : key;
}

}  // namespace

LineFeed::LineFeed(InputFacts facts, std::unique_ptr<DialectChoice> choice, const KeepRules& rules,
                   FeedListener& listener, BatchMaker& out)
    : facts_(std::move(facts)),
      choice_(std::move(choice)),
      rules_(rules),
      listener_(listener),
      out_(out),
      hash_(rules.key),
      splitter_(facts_.hold, facts_.framing) {}

void LineFeed::take(std::string_view chunk, base::UnixMicros at) {
  if (started_at_.v == 0) started_at_ = at;
  counters_.bytes += chunk.size();
  splitter_.feed(chunk, [&](const Piece& piece) { on_piece(piece, at); });
  if (!facts_.decide_within || held_.empty()) return;
  if (at.v - held_.front().place.at.v >= facts_.decide_within->v * 1000) settle(at);
}

void LineFeed::on_piece(const Piece& piece, base::UnixMicros at) {
  if (is_stopped_) return;
  if (piece.is_last) open_line_ = !piece.has_newline;
  if (piece.index > 0 || !piece.is_last) return take_long(piece, at);
  take_frame(piece.bytes, {piece.frame, piece.last_line, at});
  counters_.lines = piece.last_line;
  counters_.frames = piece.frame;
  out_.hand_over_if_large();
}

void LineFeed::take_frame(std::string_view raw, const Place& place) {
  if (dialect_) return process(raw, place);
  held_.push_back({std::string(raw), place});
  held_bytes_ += raw.size();
  std::string clean;
  const bool changed = rules_.sanitizer != nullptr && rules_.sanitizer->scrub(raw, clean);
  auto dialect = choice_->look(changed ? std::string_view(clean) : raw);
  if (!dialect && held_bytes_ > kMaxHeldBytes) dialect = choice_->settle();
  if (dialect) begin(std::move(dialect), place.at);
}

void LineFeed::begin(std::unique_ptr<Dialect> dialect, base::UnixMicros at) {
  dialect_ = std::move(dialect);
  // Lines that can come a second time must get the same uids then; others never equal those of
  // another input.
  if (!may_repeat()) first_uid_ = digest::blake2b128(facts_.uid);
  if (started_at_.v == 0) started_at_ = at;
  tell_input(at, false);
  for (const auto& held : held_) {
    const bool changed = rules_.sanitizer != nullptr && rules_.sanitizer->scrub(held.bytes, clean_);
    dialect_->foresee(changed ? std::string_view(clean_) : held.bytes);
  }
  for (const auto& held : std::exchange(held_, {})) process(held.bytes, held.place);
  held_bytes_ = 0;
}

// A line with an id of its own is the same line wherever it stands; one without is told by what
// stands before it.
void LineFeed::next_uid(std::string_view raw, std::uint64_t frame) {
  if (!may_repeat()) {
    uid_ = first_uid_;
    for (auto at = uid_.rbegin(); frame != 0; ++at, frame >>= 8U)
      *at = static_cast<std::uint8_t>(*at + frame);
    return;
  }
  const Event* event = parsed_.events.empty() ? nullptr : &parsed_.events.front();
  const bool has_id = event != nullptr && !event->source_id.empty() && !event->uid;
  if (has_id)
    uid_ = hash_.of(event->trace.empty() ? std::string_view(trace_) : event->trace,
                    event->source_id, raw);
  else
    uid_ = hash_.of(digest::bytes_of(uid_), {}, raw);
}

void LineFeed::process(std::string_view raw, const Place& place) {
  if (is_stopped_) return;
  const bool changed = rules_.sanitizer != nullptr && rules_.sanitizer->scrub(raw, clean_);
  const std::string_view stored = changed ? std::string_view(clean_) : raw;
  parsed_.clear();
  dialect_->feed(Line{stored, place.frame, place.at}, parsed_);
  if (rules_.refuses_equal_keys && strict_.parse(stored) && strict_.repeats_a_key())
    parsed_.understood = false;
  if (trace_.empty()) find_trace();
  if (spoken_of_.empty() && !parsed_.events.empty()) spoken_of_ = parsed_.events.front().trace;
  next_uid(raw, place.frame);
  emit(stored, changed, place);
}

void LineFeed::emit(std::string_view stored, bool was_sanitized, const Place& place) {
  if (was_sanitized) ++counters_.sanitized;
  last_was_cut_ = !parsed_.understood;
  if (!parsed_.understood) {
    ++counters_.rejected;
    is_stopped_ = rules_.stops_at_reject;
    listener_.on_reject(parsed_.withhold ? std::string_view{} : stored);
  }
  const bool is_carrier = !parsed_.withhold && parsed_.events.empty();
  const std::string owner = is_carrier ? owner_of_line() : std::string();
  emit_changes(parsed_.before);
  EventRow carrier;
  carrier.n = place.frame;
  carrier.at = place.at;
  carrier.flags = was_sanitized ? EventFlag::sanitized : 0U;
  if (parsed_.withhold)
    ++counters_.withheld;
  else if (!is_carrier)
    add_event(parsed_.events.front(), carrier, stored, place.at);
  emit_changes(parsed_.after);
  // A line that opens a trace belongs to it, so it comes after the change.
  if (is_carrier) add_carrier(stored, carrier, owner);
  out_.batch().last_line = place.last_line;
}

// The trace of the input is the first one that its dialect opens.
void LineFeed::find_trace() {
  for (const auto* changes : {&parsed_.before, &parsed_.after})
    for (const auto& body : *changes)
      if (const auto* change = std::get_if<model::TraceChange>(&body); trace_.empty() && change)
        trace_ = change->id;
}

// Which trace goes with a line that is no event: the one that its record names, so that the line
// goes when that does; what was said goes with its request.
std::string LineFeed::owner_of_line() {
  if (requests_.size() > kMostRequests) requests_.clear();
  for (const auto* changes : {&parsed_.before, &parsed_.after})
    for (const auto& body : *changes) {
      if (const auto* trace = std::get_if<model::TraceChange>(&body)) return trace->id;
      if (const auto* request = std::get_if<model::Request>(&body);
          request && !request->trace.empty())
        return requests_[request->id] = request->trace;
      if (const auto* content = std::get_if<model::Content>(&body))
        if (const auto found = requests_.find(content->request); found != requests_.end())
          return found->second;
    }
  return trace_;
}

void LineFeed::emit_changes(std::vector<ChangeBody>& changes) {
  for (auto& body : changes) {
    // Content that nobody keeps goes no further: not into the queue, not into the spool.
    const bool keeps = rules_.keep_content || rules_.some_tokens_keep;
    if (!keeps && std::holds_alternative<model::Content>(body)) continue;
    if (rules_.sanitizer != nullptr) scrub_joined(*rules_.sanitizer, body);
    std::optional<RecorderChange> recorder;
    if (auto* change = std::get_if<model::TraceChange>(&body)) {
      recorder = listener_.on_trace(*change, dialect_->name());
    } else if (const auto* request = std::get_if<model::Request>(&body)) {
      listener_.on_request(*request);
    }
    out_.add_change(std::move(body));
    if (recorder) out_.add_change(std::move(*recorder));
  }
}

void LineFeed::add_carrier(std::string_view stored, EventRow row, std::string_view trace) {
  if (rules_.keep != model::Keep::full) return;
  auto& batch = out_.batch();
  row.is_event = false;
  row.trace = batch.trace_index(trace);
  row.input = batch.input_index(facts_.uid);
  row.type = batch.type_index("carrier");
  row.uid = uid_;
  row.may_repeat = facts_.may_repeat || (dialect_->may_repeat() && !trace_.empty());
  out_.add_row(row, stored);
}

bool LineFeed::is_over_cap(const Event& event) {
  if (!rules_.max_events) return false;
  auto& cap = per_trace_[std::string(event.trace.empty() ? std::string_view(trace_) : event.trace)];
  ++cap.events;
  if (cap.events <= *rules_.max_events || event.level == model::Level::error) return false;
  ++counters_.over_cap;
  if (std::exchange(cap.is_told, true)) return true;
  note("cut", model::Level::warn, "more events than --max-events keeps",
       event.at.value_or(started_at_));
  return true;
}

EventRow LineFeed::row_of(const Event& event, base::UnixMicros at) {
  auto& batch = out_.batch();
  EventRow row;
  row.trace = batch.trace_index(event.trace.empty() ? std::string_view(trace_) : event.trace);
  row.type = batch.type_index(event.type);
  row.tool = batch.tool_index(event.tool);
  row.level = event.level;
  const bool has_arrived = !event.at || (event.flags & EventFlag::arrival_time) != 0;
  row.flags = event.flags | (facts_.may_repeat && has_arrived ? EventFlag::file_time : 0U);
  row.at = event.at.value_or(at);
  row.seq = event.seq;
  row.duration_ms = event.duration_ms;
  row.key = key_of(event.key);
  row.part = event.part;
  return row;
}

void LineFeed::cut(EventRow& row, std::string_view& stored) const {
  if (!rules_.max_payload || static_cast<std::int64_t>(stored.size()) <= *rules_.max_payload)
    return;
  row.full_size = static_cast<std::int64_t>(stored.size());
  row.full_hash = digest::sha256(stored);
  row.flags |= EventFlag::cut;
  stored = base::cut_utf8(stored, static_cast<std::size_t>(*rules_.max_payload));
  if (row.part && row.part->at + row.part->size > stored.size()) row.part.reset();
}

digest::Hash128 LineFeed::uid_of_part(const Event& part, std::string_view stored) const {
  digest::Hasher hasher(rules_.key, 16);
  for (const auto text : {part.trace.empty() ? std::string_view(trace_) : part.trace, part.part_id,
                          part.type, stored.substr(part.part->at, part.part->size)})
    hasher.update(std::to_string(text.size())).update(":").update(text);
  return hasher.finish128();
}

void LineFeed::add_event(const Event& event, EventRow carrier, std::string_view stored,
                         base::UnixMicros at) {
  if (rules_.keep == model::Keep::summary) return;
  const bool is_over = is_over_cap(event);
  // The line of an error that is kept is kept, too.
  const auto is_error = [](const Event& each) { return each.level == model::Level::error; };
  if (is_over && std::none_of(parsed_.events.begin(), parsed_.events.end(), is_error)) {
    for (std::size_t i = 1; i < parsed_.events.size(); ++i) is_over_cap(parsed_.events[i]);
    return;
  }
  EventRow row = row_of(event, at);
  row.is_event = !is_over;
  if (is_over) row.type = out_.batch().type_index("carrier");
  row.n = carrier.n;
  row.flags |= carrier.flags;
  row.input = out_.batch().input_index(facts_.uid);
  row.may_repeat = may_repeat() || event.uid.has_value();
  row.uid = event.uid.value_or(uid_);
  const std::string_view whole = stored;
  cut(row, stored);
  if (rules_.keep == model::Keep::events) {
    row.flags |= EventFlag::not_kept;
    stored = {};
  }
  counters_.events += is_over ? 0U : 1U;
  out_.add_row(row, stored);
  const auto index = static_cast<std::uint32_t>(out_.batch().rows.size() - 1);
  for (std::size_t i = 1; i < parsed_.events.size(); ++i) {
    const auto& derived = parsed_.events[i];
    if (is_over_cap(derived)) continue;
    EventRow part = row_of(derived, at);
    part.carrier = index;
    part.may_repeat = row.may_repeat;
    const auto position = static_cast<std::uint64_t>(i);
    part.uid = digest::blake2b128(digest::bytes_of(row.uid),
                                  std::string_view(reinterpret_cast<const char*>(&position), 8));
    if (!derived.part_id.empty() && derived.part) part.uid = uid_of_part(derived, whole);
    if ((row.flags & (EventFlag::cut | EventFlag::not_kept)) != 0)
      part.flags |= EventFlag::not_kept;
    ++counters_.events;
    out_.add_row(part, {});
  }
}

void LineFeed::note(std::string_view type, model::Level level, std::string_view message,
                    base::UnixMicros at) {
  // An input that opened no trace: its notes go to the first one that it spoke of.
  const std::string& trace = trace_.empty() ? spoken_of_ : trace_;
  if (trace.empty() || rules_.keep == model::Keep::summary) return;
  auto& batch = out_.batch();
  EventRow row;
  row.trace = batch.trace_index(trace);
  row.type = batch.type_index(type);
  row.level = level;
  row.flags = EventFlag::text | EventFlag::arrival_time;
  row.at = at;
  const auto salt = out_.salts().next();
  std::memcpy(row.uid.data(), salt.data(), row.uid.size());
  out_.add_row(row, message);
  ++counters_.events;
}

// ---- begin and end ----------------------------------------------------------------------------

void LineFeed::tell_input(base::UnixMicros at, bool ended) {
  InputChange change;
  change.input = out_.batch().input_index(facts_.uid);
  change.kind = facts_.kind;
  change.name = facts_.name;
  change.dialect = dialect_->name();
  change.trace = trace_;
  change.started_at = started_at_;
  if (ended) change.ended_at = at;
  change.bytes = counters_.bytes;
  change.frames = counters_.frames;
  change.withheld = counters_.withheld;
  change.sanitized = counters_.sanitized;
  change.open_line = open_line_;
  out_.add_change(std::move(change));
}

void LineFeed::settle(base::UnixMicros at) {
  if (!dialect_ && !held_.empty()) begin(choice_->settle(), at);
}

void LineFeed::finish(base::UnixMicros at,
                      const std::function<void(model::TraceChange&, std::string_view)>& revise) {
  splitter_.finish([&](const Piece& piece) { on_piece(piece, at); });
  if (!dialect_) begin(choice_->settle(), at);
  parsed_.clear();
  dialect_->finish(at, open_line_ && last_was_cut_, parsed_);
  find_trace();
  for (auto& body : parsed_.after)
    if (auto* change = std::get_if<model::TraceChange>(&body); change != nullptr && change->status)
      revise(*change, dialect_->name());
  emit_changes(parsed_.before);
  for (std::size_t i = 0; i < parsed_.events.size(); ++i)
    out_.add_row(row_of(parsed_.events[i], at), {});
  emit_changes(parsed_.after);
  tell_input(at, true);
}

}  // namespace trace::ingest
