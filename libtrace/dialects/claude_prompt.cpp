#include "dialects/claude_prompt.h"

#include "dialects/answer.h"

namespace trace::dialects {

using json::Value;

bool brings_tool_result(const Value& record) {
  if (record["toolUseResult"]) return true;
  const auto content = record["message"]["content"];
  for (auto block = content.first(); block; block = block.next())
    if (block["type"].str() == "tool_result") return true;
  return false;
}

std::string_view claude_prompt_of(const Value& record) {
  for (const auto key : {"isMeta", "isSynthetic", "isCompactSummary", "isVisibleInTranscriptOnly"})
    if (record[key].boolean().value_or(false)) return {};
  if (brings_tool_result(record)) return {};
  const auto content = record["message"]["content"];
  if (content.is_string()) return typed_part(content.str());
  for (auto block = content.first(); block; block = block.next())
    if (block["type"].str() == "text")
      if (const auto text = typed_part(block["text"].str()); !text.empty()) return text;
  return {};
}

}  // namespace trace::dialects
