#include "dialects/vscode_chat.h"

#include "dialects/line_text.h"
#include "dialects/scalars.h"

#include <string>
#include <utility>

namespace trace::dialects {
namespace {

using json::Value;
using model::Level;

// An answer is markdown: text, or an object that holds it.
std::string_view piece_text(const Value& piece) {
  const auto value = piece["value"];
  return value.is_string() ? value.str() : value["value"].str();
}

std::int64_t count_of(const Value& array) {
  std::int64_t count = 0;
  for (auto item = array.first(); item; item = item.next()) ++count;
  return count;
}

}  // namespace

bool is_vscode_chat(const Value& root) {
  return root["requests"].is_array() && root["responderUsername"].is_string();
}

std::optional<base::UnixMicros> VscodeChat::time_in(const Value& root) const {
  return time_of(root["creationDate"]);
}

void VscodeChat::read(const Frame& frame, ingest::Parsed& out) {
  const auto& root = frame.root;
  enter(root["sessionId"].str(), frame, out);
  if (!is_vscode_chat(root)) {
    add_event(frame, "raw", out);
    return;
  }
  add_event(frame, "session", out);
  run().entitle(root["customTitle"].str(), out);
  run().change(out).metadata =
      metadata_of({{"agent", "vscode-copilot"}, {"version", root["version"].raw()}});
  for (auto asked = root["requests"].first(); asked; asked = asked.next()) {
    Frame part = frame;
    part.at = time_of(asked["timestamp"]);
    read_request(asked, part, out);
  }
  if (const auto last = time_of(root["lastMessageDate"])) saw(*last);
}

void VscodeChat::read_request(const Value& asked, const Frame& frame, ingest::Parsed& out) {
  const auto first = out.events.size();
  const auto message = asked["message"];
  auto& user = add_part(frame, message, "user", out);
  user.key = asked["requestId"].str();
  ask(message.is_string() ? message.str() : message["text"].str(), out);
  use_model(asked["modelId"].str(), out);
  Frame said = frame;
  const auto elapsed = counter_of(asked["result"]["timings"]["totalElapsed"]);
  if (frame.at && elapsed) said.at->v += *elapsed * 1000;
  if (said.at) saw(*said.at);
  if (!read_rounds(asked, said, out)) {
    read_pieces(asked["response"], said, out);
    count(asked, {}, frame, out);
  } else {
    const auto rounds = asked["result"]["metadata"]["toolCallRounds"];
    for (auto round = rounds.first(); round; round = round.next()) count(asked, round, frame, out);
  }
  const auto error = asked["result"]["errorDetails"];
  if (error.is_object()) add_part(said, error, "error", out).level = Level::error;
  name_parts(first, asked["requestId"].str(), out);
}

bool VscodeChat::read_rounds(const Value& asked, const Frame& frame, ingest::Parsed& out) {
  const auto told = asked["result"]["metadata"];
  const auto rounds = told["toolCallRounds"];
  for (auto round = rounds.first(); round; round = round.next())
    read_round(round, told["toolCallResults"], frame, out);
  return rounds.first().is_object();
}

void VscodeChat::read_round(const Value& round, const Value& results, const Frame& frame,
                            ingest::Parsed& out) {
  if (const auto thinking = round["thinking"]; thinking.is_object())
    add_part(frame, thinking, "thinking", out);
  if (const auto text = round["response"]; !text.str().empty()) {
    add_part(frame, text, "assistant", out).key = round["id"].str();
    answer(text.str());
  }
  for (auto call = round["toolCalls"].first(); call; call = call.next()) {
    const auto id = call["id"].str();
    call_tool(add_part(frame, call, "tool_call", out), id, call["name"].str(), std::nullopt);
    const auto result = results[id];
    if (result) answer_tool(add_part(frame, result, "tool_result", out), id, std::nullopt);
  }
}

// Older exports have no rounds: pieces of the answer, and calls without their arguments.
void VscodeChat::read_pieces(const Value& response, const Frame& frame, ingest::Parsed& out) {
  std::string text;
  for (auto piece = response.first(); piece; piece = piece.next()) {
    const auto kind = piece["kind"].str();
    if (kind == "toolInvocationSerialized") {
      auto& event = add_part(frame, piece, "tool_call", out);
      event.tool = piece["toolId"].str();
      event.key = piece["toolCallId"].str();
    } else if (kind == "thinking") {
      add_part(frame, piece, "thinking", out);
    } else if (kind.empty() && !piece_text(piece).empty()) {
      add_part(frame, piece, "assistant", out);
      text += piece_text(piece);
    }
  }
  answer(text);
}

// A round is a call of the model. When it was is told only of all rounds together.
void VscodeChat::count(const Value& asked, const Value& round, const Frame& frame,
                       ingest::Parsed& out) {
  const auto id = round ? round["id"].str() : asked["responseId"].str();
  if (id.empty()) return;
  const auto result = asked["result"];
  auto r = request(id, frame);
  if (const auto model = asked["modelId"].str(); !model.empty()) r.model = model;
  r.provider = "github-copilot";
  const auto rounds = result["metadata"]["toolCallRounds"];
  const bool is_first = !round || round.offset() == rounds.first().offset();
  if (is_first) r.ttft_ms = counter_of(result["timings"]["firstProgress"]);
  if (count_of(rounds) <= 1) r.duration_ms = counter_of(result["timings"]["totalElapsed"]);
  if (asked["isCanceled"].boolean().value_or(false)) r.status = model::RequestStatus::canceled;
  if (const auto error = result["errorDetails"]; error.is_object()) {
    r.status = model::RequestStatus::error;
    r.error_message = one_line(error["message"].str(), 500);
  }
  add_content(r, round["response"].str(), out);
  out.after.emplace_back(std::move(r));
}

}  // namespace trace::dialects
