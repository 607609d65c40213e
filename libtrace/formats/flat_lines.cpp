#include "formats/flat_lines.h"

#include "formats/number_text.h"
#include "json/members.h"
#include "json/writer.h"

namespace trace::formats {
namespace {

// What the record format has (native_lines.h), a kind a line, with a blank around each word.
constexpr std::string_view kTrace =
    " kind id title source source_ref target_task_id created_at parent session_id message_id "
    "client_message_id actor mode trace_level status started_at ended_at duration_ms error_code "
    "error_message retryable model cwd host params stats result metadata switch_source ";
constexpr std::string_view kEvent =
    " kind trace seq uid at type level message payload payload_base64 ";
constexpr std::string_view kRequest =
    " kind id trace token_id account_id user mode model provider stream requested_at responded_at "
    "duration_ms ttft_ms input_tokens cache_read_tokens cache_write_tokens cache_write_1h_tokens "
    "output_tokens reasoning_tokens cost_usd cost_source status status_code error_message "
    "request_bytes response_bytes conversation_id ";
constexpr std::string_view kDeletion = " kind deleted id trace seq uid request ";
constexpr std::string_view kContent = " kind request system_prompt messages prompt completion ";
// Whose values are JSON whatever they are.
constexpr std::string_view kJson = " payload params stats result metadata messages ";

bool has_word(std::string_view words, std::string_view word) {
  return words.find(" " + std::string(word) + " ") != std::string_view::npos;
}

std::string_view keys_of(std::string_view kind) {
  if (kind == "\"trace\"") return kTrace;
  if (kind == "\"request\"") return kRequest;
  if (kind == "\"deletion\"") return kDeletion;
  return kind == "\"content\"" ? kContent : kEvent;
}

void append_member(std::string& out, const json::Member& member) {
  out += ',';
  out += member.quoted;
  out += ':';
  if (has_word(kJson, member.key) && member.value != "null")
    json::append_string(out, member.value);
  else
    out += member.value;
}

}  // namespace

FlatLines::FlatLines(ByteSink& next, std::string_view store_id)
    : next_(next), head_("{\"store\":") {
  json::append_string(head_, store_id);
  head_ += ",\"revision\":";
}

void FlatLines::line(std::string_view text) {
  std::string& out = next_.buffer();
  out += head_;
  append_number(out, revision_);
  json::Members members(text);
  std::string_view keys = kEvent;
  std::string extra;
  while (const auto member = members.next()) {
    if (member->key == "kind") keys = keys_of(member->value);
    if (has_word(keys, member->key)) {
      append_member(out, *member);
      continue;
    }
    extra += extra.empty() ? '{' : ',';
    extra.append(member->quoted).append(":").append(member->value);
  }
  if (!extra.empty()) {
    out += ",\"extra\":";
    json::append_string(out, extra + "}");
  }
  out += more_ + "}\n";
  more_.clear();
  next_.settle();
}

void FlatLines::drain(std::string_view bytes) {
  for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    if (open_line_.empty()) {
      line(bytes.substr(0, end));
    } else {
      open_line_ += bytes.substr(0, end);
      line(open_line_);
      open_line_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
  open_line_ += bytes;
}

}  // namespace trace::formats
