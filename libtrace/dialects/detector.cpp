#include "dialects/detector.h"

#include "dialects/line_text.h"
#include "dialects/native_records.h"

namespace trace::dialects {
namespace {

using json::Value;

// A `kind` alone proves nothing: ask for the keys that its record must have.
bool is_native(const Value& object) {
  const auto kind = object["kind"].str();
  const auto has = [&](std::string_view key) { return !id_text(object[key]).empty(); };
  if (kind == "event") return !trace_of(object).empty() && (has("type") || has("event_type"));
  if (kind == "trace") return has("id") || !trace_of(object).empty();
  if (kind == "request") return has("id") && has("model");
  return kind == "content" && has("request");
}

// system/init of cursor-agent: the same keys, but no tools, and a login (formats.md §3.3).
bool is_cursor(const Value& init) {
  return init["apiKeySource"].str() == "login" && !init["tools"] && !init["claude_code_version"];
}

bool is_init(const Value& object) {
  return object["type"].str() == "system" && object["subtype"].str() == "init";
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

void Detector::look_at_claude(const Value& object) {
  if (is_init(object) && object["session_id"].is_string()) {
    is_other_vendor_ = is_other_vendor_ || is_cursor(object);
    if (!is_other_vendor_) settled_ = "claude";
    return;
  }
  if (is_claude_line(object)) ++claude_;
}

void Detector::look(std::string_view text) {
  if (text.front() == '#') return;  // comments of sample files
  const bool is_whole = document_.parse(text) && document_.root().is_object();
  if (is_whole)
    ++objects_;
  else
    ++texts_;
  if (!is_whole) {
    const auto glued = glued_object(text);
    if (glued.empty() || !document_.parse(glued)) return;
  }
  const auto object = document_.root();
  if (is_whole && is_native(object)) settled_ = "native";
  look_at_claude(object);
}

std::optional<std::string_view> Detector::add(std::string_view line) {
  bytes_ += line.size();
  plain_.clear();
  append_without_ansi(plain_, line);
  const auto text = trimmed(plain_);
  if (!text.empty()) {
    ++lines_;
    if (settled_.empty()) look(text);
  }
  if (settled_.empty() && (lines_ >= kMaxLines || bytes_ >= kMaxBytes)) settled_ = decide();
  if (settled_.empty()) return std::nullopt;
  return settled_;
}

std::string_view Detector::decide() const {
  if (!settled_.empty()) return settled_;
  if (claude_ > 0 && !is_other_vendor_) return "claude";
  // Six of ten lines that say anything.
  if (objects_ > 0 && objects_ * 10 >= (objects_ + texts_) * 6) return "jsonl";
  return "text";
}

}  // namespace trace::dialects
