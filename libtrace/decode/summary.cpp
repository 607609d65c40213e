#include "decode/summary.h"

#include "base/utf8.h"
#include "decode/by_type.h"
#include "decode/mend.h"
#include "decode/shapes.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>

namespace trace::decode {
namespace {

using json::Value;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Runs of blanks and line breaks become one blank; the line ends at a character's edge.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : trimmed(text)) {
    if (!is_blank(c)) {
      line += c;
    } else if (line.back() != ' ') {
      line += ' ';
    }
    if (line.size() > Summarizer::kMaxLineBytes) break;
  }
  if (line.size() <= Summarizer::kMaxLineBytes) return line;
  line.resize(base::cut_utf8(line, Summarizer::kMaxLineBytes - 3).size());
  return line + "…";
}

// The data of a server-sent event; the text itself when it is none.
std::string_view event_data(std::string_view frame) {
  if (!frame.starts_with("data:") && !frame.starts_with("event:") && !frame.starts_with("id:"))
    return frame;
  for (std::size_t at = 0; at < frame.size();) {
    const std::size_t end = std::min(frame.find('\n', at), frame.size());
    const std::string_view line = frame.substr(at, end - at);
    if (line.starts_with("data:")) return trimmed(line.substr(5));
    at = end + 1;
  }
  return frame;
}

void append_word(std::string& out, std::string_view word) {
  if (word.empty()) return;
  if (!out.empty()) out += ' ';
  out += word;
}

// Lines that open or close a run say it in several small members.
void append_bookends(std::string& out, Value root) {
  append_word(out, root["subtype"].str());
  append_word(out, root["model"].str());
  append_word(out, root["cwd"].str());
  append_word(out, root["thread_id"].str());
}

void append_cost(std::string& out, Value root) {
  if (const std::string_view cost = root["total_cost_usd"].raw(); !cost.empty()) {
    out += out.empty() ? "$" : " · $";
    out += cost;
  }
}

std::optional<std::int64_t> first_counter(Value usage, std::initializer_list<const char*> keys) {
  for (const char* key : keys)
    if (const auto n = usage[key].i64()) return n;
  return std::nullopt;
}

void append_usage(std::string& out, Value usage) {
  const auto input = first_counter(usage, {"input_tokens", "prompt_tokens", "promptTokenCount"});
  const auto output =
      first_counter(usage, {"output_tokens", "completion_tokens", "candidatesTokenCount"});
  std::string said = input ? std::to_string(*input) + " in" : std::string();
  if (output) said += (said.empty() ? "" : ", ") + std::to_string(*output) + " out";
  append_word(out, said);
}

// What the value inside calls itself, when it says nothing else: `token_count`, `file_change`.
void append_inner_type(std::string& out, Value root) {
  for (const std::string_view key : {"item", "payload", "part"}) {
    if (const std::string_view type = root[key]["type"].str(); !type.empty()) {
      append_word(out, type);
      append_usage(out, root[key]["usage"]);
      return;
    }
  }
}

// Why a model stopped, in the words of its API.
void append_stop(std::string& out, Value root) {
  for (const Value stop :
       {root["delta"]["stop_reason"], root["choices"].first()["finish_reason"],
        root["candidates"].first()["finishReason"], root["promptFeedback"]["blockReason"]})
    append_word(out, stop.str());
}

// OpenTelemetry: a log record by its body, a span or a metric by its name.
void append_telemetry(std::string& out, Value root) {
  const bool is_span = root["spanId"].is_string() && root["name"].is_string();
  if (const Value body = root["body"].first(); body.is_string() && !is_span) {
    append_word(out, body.str());
  } else if (is_span || root["timeUnixNano"] || root["sum"] || root["gauge"] || root["histogram"] ||
             root["summary"]) {
    append_word(out, root["name"].str().empty() ? root["eventName"].str() : root["name"].str());
    append_word(out, root["status"]["message"].str());
  }
}

std::string say(Value root, std::string_view type) {
  std::string out;
  const std::string_view kind = root["type"].str();
  const bool opens =
      kind == "system" || kind == "init" || kind == "session" || kind == "thread.started";
  describe_as(out, type, root);
  if (opens && out.empty()) append_bookends(out, root);
  if (out.empty()) describe(out, root);
  if (kind == "result") {
    if (out.empty()) append_word(out, root["subtype"].str());
    append_cost(out, root);
  }
  if (out.empty()) {
    append_stop(out, root);
    append_usage(out, root["usage"]);
    append_usage(out, root["usageMetadata"]);
  }
  if (out.empty()) append_telemetry(out, root);
  if (out.empty()) append_inner_type(out, root);
  if (out.empty() && kind != type) append_word(out, kind);
  if (out.empty()) out = root.first() && kind.empty() ? root.raw() : std::string_view{};
  return out;
}

}  // namespace

std::string Summarizer::summarize(std::string_view type, std::string_view payload) {
  const bool is_cut = payload.size() > kMaxLookBytes;
  const std::string_view text = event_data(trimmed(payload.substr(0, kMaxLookBytes)));
  if (text.empty() || (text.front() != '{' && text.front() != '[' && text.front() != '"'))
    return one_line(text);
  const bool is_whole = !is_cut && document_.parse(text);
  if (!is_whole) {
    mended_ = mend(text);
    if (!document_.parse(mended_)) return one_line(text);
  }
  const Value root = document_.root();
  if (root.is_string()) return one_line(root.str());
  const std::string said = say(root, type);
  return one_line(said.empty() && !is_whole ? text : std::string_view(said));
}

}  // namespace trace::decode
