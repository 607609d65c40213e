#include "dialects/claude.h"

#include "digest/blake2b.h"

#include "dialects/claude_session.h"
#include "dialects/line_text.h"
#include "dialects/own_trace.h"
#include "json/document.h"
#include "model/event_row.h"
#include "model/ids.h"

#include <utility>

namespace trace::dialects {
namespace {

using json::Value;

class Claude final : public ingest::Dialect {
 public:
  explicit Claude(const ingest::DialectContext& context)
      : before_(context), given_id_(context.trace) {}
  std::string_view name() const override { return "claude"; }
  bool may_repeat() const override { return true; }
  void feed(const ingest::Line& line, ingest::Parsed& out) override;
  void finish(base::UnixMicros at, bool cut, ingest::Parsed& out) override;

 private:
  std::optional<std::string_view> parse(std::string_view line);
  void enter(const Value& object, const ingest::Line& line, ingest::Parsed& out);
  std::string id_of(std::string_view session);
  void add_early(const ingest::Line& line, bool is_json, ingest::Parsed& out);

  OwnTrace before_;       // of lines before the first session, which takes the trace over
  std::string given_id_;  // of the first session
  std::optional<ClaudeSession> session_;
  json::Document document_;
};

// The text of the line's object, which other output may be glued to.
std::optional<std::string_view> Claude::parse(std::string_view line) {
  for (const auto text : {trimmed(line), glued_object(line)})
    if (!text.empty() && document_.parse(text)) return text;
  return std::nullopt;
}

// The first session takes the id that was given, or the trace that lines before it opened.
std::string Claude::id_of(std::string_view session) {
  if (!session_ && before_.is_open()) return before_.id();
  if (!session_ && !given_id_.empty()) return given_id_;
  return model::uuid8(digest::blake2b128(std::string_view("claude\0", 7), session));
}

// The first line of a session opens it; only another init opens another one.
void Claude::enter(const Value& object, const ingest::Line& line, ingest::Parsed& out) {
  const auto id = object["session_id"].str();
  const bool is_init = object["type"].str() == "system" && object["subtype"].str() == "init";
  if (id.empty() || (session_ && (!is_init || session_->session() == id))) return;
  if (session_) {
    ingest::Parsed end;
    session_->end(line.arrived, end);
    for (auto& change : end.after) out.before.emplace_back(std::move(change));
  }
  auto trace = id_of(id);
  const bool is_open = !session_ && before_.is_open();
  session_.emplace(std::move(trace), id, is_open);
}

void Claude::add_early(const ingest::Line& line, bool is_json, ingest::Parsed& out) {
  auto& event = add_text_event(line, before_.open(line.arrived, out), out);
  out.understood = is_json;
  if (is_json) {
    event.type = "raw";
    event.flags = model::EventFlag::arrival_time;
  } else {
    event.flags |= model::EventFlag::not_parsed;
  }
}

void Claude::feed(const ingest::Line& line, ingest::Parsed& out) {
  if (trimmed(line.bytes).empty()) return;
  const auto text = parse(line.bytes);
  const auto object = text ? document_.root() : Value();
  if (object.is_object()) enter(object, line, out);
  if (!session_) return add_early(line, text.has_value(), out);
  if (!text) return session_->read_text(line, out);
  const auto shift = static_cast<std::size_t>(text->data() - line.bytes.data());
  session_->read({object, shift, line.arrived}, out);
}

void Claude::finish(base::UnixMicros at, bool, ingest::Parsed& out) {
  if (session_) return session_->end(at, out);
  before_.open(at, out);
  before_.abandon(at, out);
}

// system/init of cursor-agent: the same keys, but no tools, and a login.
bool is_cursor(const Value& init) {
  return init["apiKeySource"].str() == "login" && !init["tools"] && !init["claude_code_version"];
}

// Lines that other agents print under the same type lack these second keys.
bool is_claude_line(const Value& object) {
  const auto type = object["type"].str();
  if (object["session_id"].str().empty()) return false;
  if (type == "assistant") return object["message"]["id"].is_string();
  if (type == "stream_event") return object["event"]["type"].is_string();
  if (type == "system") return object["subtype"].is_string() && object["uuid"].is_string();
  if (type == "rate_limit_event") return object["rate_limit_info"].is_object();
  return type == "result" && object["subtype"].is_string() &&
         (object["total_cost_usd"] || object["modelUsage"] || object["duration_api_ms"]);
}

}  // namespace

Claim claim_claude(const Value& value) {
  const bool is_init = value["type"].str() == "system" && value["subtype"].str() == "init";
  if (is_init && value["session_id"].is_string())
    return is_cursor(value) ? Claim::none : Claim::certain;
  return is_claude_line(value) ? Claim::likely : Claim::none;
}

std::unique_ptr<ingest::Dialect> make_claude(const ingest::DialectContext& context) {
  return std::make_unique<Claude>(context);
}

}  // namespace trace::dialects
