#include "dialects/claude.h"

#include "digest/blake2b.h"

#include "dialects/claude_session.h"
#include "dialects/claude_transcript.h"
#include "dialects/line_text.h"
#include "dialects/payload.h"
#include "dialects/scalars.h"
#include "model/event_row.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

// Transcripts that are read at the same time; the one that was read longest ago ends first.
constexpr std::size_t kMaxTranscripts = 64;

class Claude final : public ingest::Dialect {
 public:
  explicit Claude(const ingest::DialectContext& context) : context_(context) {}
  std::string_view name() const override { return "claude"; }
  bool may_repeat() const override { return true; }
  void foresee(std::string_view frame) override;
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out) override;

 private:
  struct Stored {
    ClaudeTranscript transcript;
    std::uint64_t used = 0;  // number of the line that used it last
  };
  bool is_stored(const Value& record) const;
  std::string id_of(std::string_view session, std::string_view line);
  Stored& transcript(std::string_view session, const ingest::Line& line);
  ClaudeSession& stream(const Value& record, const ingest::Line& line, ingest::Parsed& out);
  void read(const Value& record, const ClaudeLine& place, const ingest::Line& line,
            ingest::Parsed& out);
  void read_text(const ingest::Line& line, ingest::Parsed& out);
  void make_room(base::UnixMicros at, ingest::Parsed& out);

  ingest::DialectContext context_;
  PayloadReader reader_;
  std::optional<ClaudeSession> stream_;
  std::map<std::string, Stored, std::less<>> stored_;  // by session
  std::string current_;                                // session of the last transcript
  bool reads_stored_ = false, gave_id_ = false;
  std::string foreseen_;
  bool foresees_stored_ = false;
  base::UnixMicros foreseen_at_;
  std::deque<std::string> names_;
};

void move_changes(ingest::Parsed& from, ingest::Parsed& to) {
  for (auto* list : {&from.before, &from.after})
    for (auto& change : *list) to.before.emplace_back(std::move(change));
}

void Claude::foresee(std::string_view frame) {
  const auto payload = reader_.read(frame);
  const auto& object = payload.root;
  if (foreseen_at_.v == 0) foreseen_at_ = time_of(object["timestamp"]).value_or(base::UnixMicros{});
  if (!foreseen_.empty()) return;
  foresees_stored_ = object["sessionId"].is_string();
  foreseen_ = object[foresees_stored_ ? "sessionId" : "session_id"].str();
}

// Records without a session belong to what was read before, else to what is to come, else they
// tell by what they are.
bool Claude::is_stored(const Value& record) const {
  if (record["sessionId"].is_string()) return true;
  if (record["session_id"].is_string()) return false;
  if (stream_ || !stored_.empty()) return reads_stored_;
  if (!foreseen_.empty()) return foresees_stored_;
  const auto type = record["type"].str();
  if (record["parent_tool_use_id"] || type == "result" || type == "stream_event") return false;
  return record["message"] || type == "summary" || type == "file-history-snapshot";
}

// Without a session a stored file is known by how it begins; a stream is like no other.
std::string Claude::id_of(std::string_view session, std::string_view line) {
  if (!std::exchange(gave_id_, true) && !context_.trace.empty()) return context_.trace;
  if (!session.empty()) return trace_id_of("claude", session);
  if (context_.is_live) return context_.fresh;
  return trace_id_of("claude/line", digest::bytes_of(digest::blake2b128(trimmed(line))));
}

Claude::Stored& Claude::transcript(std::string_view session, const ingest::Line& line) {
  if (session.empty()) session = current_.empty() ? std::string_view(foreseen_) : current_;
  auto found = stored_.find(session);
  if (found == stored_.end()) {
    ClaudeTranscript fresh(RunTrace(id_of(session, line.bytes), session), context_);
    fresh.set_begin(foreseen_at_);
    foreseen_at_ = {};
    found = stored_.emplace(session, Stored{std::move(fresh)}).first;
  }
  current_ = found->first;
  found->second.used = line.number;
  return found->second;
}

// The first record of a session opens it; only another init opens another one.
ClaudeSession& Claude::stream(const Value& record, const ingest::Line& line, ingest::Parsed& out) {
  std::string_view session = record["session_id"].str();
  if (!stream_) {
    if (session.empty() && !foresees_stored_) session = foreseen_;
    return stream_.emplace(RunTrace(id_of(session, line.bytes), session), context_);
  }
  const bool is_init = record["type"].str() == "system" && record["subtype"].str() == "init";
  const auto& known = stream_->trace().session();
  if (session.empty() || session == known) return *stream_;
  if (known.empty()) {
    stream_->adopt(session);
  } else if (is_init) {
    ingest::Parsed end;
    stream_->end(line.arrived, end);
    move_changes(end, out);
    stream_.emplace(RunTrace(id_of(session, line.bytes), session), context_);
  }
  return *stream_;
}

void Claude::read(const Value& record, const ClaudeLine& place, const ingest::Line& line,
                  ingest::Parsed& out) {
  auto at = place;
  at.object = record;
  reads_stored_ = is_stored(record);
  if (reads_stored_)
    transcript(record["sessionId"].str(), line).transcript.read(at, out);
  else
    stream(record, line, out).read(at, out);
}

void Claude::read_text(const ingest::Line& line, ingest::Parsed& out) {
  reads_stored_ = is_stored({});
  if (reads_stored_)
    transcript({}, line).transcript.read_text(line, out);
  else
    stream({}, line, out).read_text(line, out);
}

void Claude::make_room(base::UnixMicros at, ingest::Parsed& out) {
  if (stored_.size() <= kMaxTranscripts) return;
  const auto oldest =
      std::min_element(stored_.begin(), stored_.end(),
                       [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
  ingest::Parsed end;
  oldest->second.transcript.end(at, false, end);
  move_changes(end, out);
  stored_.erase(oldest);
}

void Claude::feed(const ingest::Line& line, ingest::Parsed& out) {
  if (trimmed(line.bytes).empty()) return;
  names_.clear();
  make_room(line.arrived, out);
  const auto payload = reader_.read(line.bytes);
  if (!payload.root) return read_text(line, out);
  ClaudeLine place;
  place.shift = payload.shift;
  place.is_part = payload.shift != 0 || payload.is_glued;
  place.at = line.arrived;
  place.is_live = context_.is_live;
  place.names = &names_;
  const auto first = payload.root.is_array() ? payload.root.first() : Value();
  if (!first.is_object()) return read(payload.root, place, line, out);
  place.is_part = true;
  for (auto record = first; record; record = record.next()) read(record, place, line, out);
}

void Claude::finish(base::UnixMicros at, bool cut, ingest::Parsed& out) {
  if (!stream_ && stored_.empty()) stream_.emplace(RunTrace(id_of({}, {})), context_);
  if (stream_) stream_->end(at, out);
  for (auto& [session, stored] : stored_) stored.transcript.end(at, cut, out);
}

// system/init of cursor-agent: the same keys, but no tools, and a login.
bool is_cursor(const Value& init) {
  return init["apiKeySource"].str() == "login" && !init["tools"] && !init["claude_code_version"];
}

// Records of a stream: those that other agents print under the same type lack these second keys.
Claim claim_stream(const Value& object) {
  const auto type = object["type"].str();
  if (type == "system" && object["subtype"].str() == "init")
    return is_cursor(object) ? Claim::none : Claim::certain;
  const bool is_claude =
      (type == "assistant" && object["message"]["id"].is_string()) ||
      (type == "user" && object["uuid"].is_string() && object["parent_tool_use_id"]) ||
      (type == "stream_event" && object["event"]["type"].is_string()) ||
      (type == "system" && object["subtype"].is_string() && object["uuid"].is_string()) ||
      (type == "rate_limit_event" && object["rate_limit_info"].is_object()) ||
      (type == "result" && object["subtype"].is_string() && !object["request_id"] &&
       (object["total_cost_usd"] || object["modelUsage"] || object["duration_api_ms"]));
  return is_claude ? Claim::likely : Claim::none;
}

bool is_transcript_type(std::string_view type) {
  constexpr std::array<std::string_view, 10> kTypes{
      "user",    "assistant", "system",          "progress",     "attachment",
      "pr-link", "summary",   "queue-operation", "custom-title", "file-history-snapshot"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

// Others keep sessions in the same envelope, but their messages have parts.
bool has_parts(const Value& object) {
  return object["message"]["parts"].is_array() || object["usageMetadata"] ||
         object["systemPayload"] || object["projectHash"];
}

Claim claim_transcript(const Value& object) {
  const auto type = object["type"].str();
  if (!is_transcript_type(type) || has_parts(object)) return Claim::none;
  const auto message = object["message"];
  const bool is_named = object["uuid"].is_string() && object["sessionId"].is_string();
  if (is_named && object["isSidechain"] && message["content"] && object["userType"])
    return Claim::certain;
  if (is_named || object["sessionId"].is_string()) return Claim::likely;
  if (type == "summary") return object["leafUuid"].is_string() ? Claim::likely : Claim::none;
  if (type == "file-history-snapshot" || type == "queue-operation") return Claim::likely;
  return (type == "user" || type == "assistant") && message.is_object() && !object["session_id"] &&
                 (object["timestamp"].is_string() || message["usage"].is_object())
             ? Claim::likely
             : Claim::none;
}

}  // namespace

Claim claim_claude(const Value& value) {
  if (value.is_array())
    return value.first().is_object() ? claim_claude(value.first()) : Claim::none;
  if (value["session_id"].is_string()) return claim_stream(value);
  const auto type = value["type"].str();
  if (!type.empty() && value["parent_tool_use_id"] && value["message"]["content"])
    return Claim::likely;
  if (!type.empty()) return claim_transcript(value);
  // Trimmed transcripts keep only what was used.
  const bool is_trimmed =
      value["message"]["usage"].is_object() && value["timestamp"].is_string() && !value["choices"];
  return is_trimmed ? Claim::likely : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_claude(const ingest::DialectContext& context) {
  return std::make_unique<Claude>(context);
}

}  // namespace trace::dialects
