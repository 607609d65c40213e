#include "decode/tool_input.h"

#include "decode/passages.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace trace::decode {
namespace {

using json::Value;
using Lines = std::vector<std::string_view>;

constexpr std::size_t kContext = 3;

Lines lines_of(std::string_view text) {
  Lines lines;
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void append_lines(std::string& out, std::string_view mark, const Lines& lines, std::size_t from,
                  std::size_t to) {
  for (std::size_t i = from; i < to; ++i) out.append(mark).append(lines[i]).append("\n");
}

Value first_of(Value object, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (const Value value = object[key]; value.is_string()) return value;
  return {};
}

std::string without_end(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// One change: what stood there and what shall; false when this is none.
bool append_change(std::string& out, Value change) {
  const Value before = first_of(change, {"old_string", "old_str", "oldString", "oldText", "old"});
  const Value after = first_of(change, {"new_string", "new_str", "newString", "newText", "new"});
  if (!before || !after) return false;
  out += diff_lines(before.str(), after.str());
  return true;
}

// Changes of a file; false when this is something else.
bool append_edit(std::string& out, Value input) {
  const Value path =
      first_of(input, {"file_path", "path", "filePath", "absolute_path", "notebook_path"});
  std::string changes;
  if (input["edits"].is_array()) {
    for (Value edit = input["edits"].first(); edit; edit = edit.next())
      append_change(changes, edit);
  } else if (!append_change(changes, input) && path) {
    const Value content = first_of(input, {"content", "file_text", "contents", "new_source"});
    if (content) changes = diff_lines("", content.str());
  }
  if (changes.empty()) return false;
  if (path) out.append("  ").append(path.str()).append("\n");
  out += changes;
  return true;
}

std::string command_of(Value command) {
  if (command.is_string()) return std::string(command.str());
  std::string out;
  for (Value word = command.first(); word; word = word.next()) {
    if (!out.empty()) out += ' ';
    out += word.str();
  }
  return out;
}

void append_members(std::string& out, Value input) {
  for (Value member = input.first(); member; member = member.next()) {
    out.append(member.key()).append(": ");
    out.append(member.is_string() ? member.str() : member.raw()).append("\n");
  }
}

}  // namespace

std::string diff_lines(std::string_view before, std::string_view after) {
  const Lines old_lines = lines_of(before), new_lines = lines_of(after);
  const std::size_t most = std::min(old_lines.size(), new_lines.size());
  std::size_t head = 0, tail = 0;
  while (head < most && old_lines[head] == new_lines[head]) ++head;
  while (tail < most - head &&
         old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail])
    ++tail;
  std::string out;
  append_lines(out, "  ", old_lines, head - std::min(head, kContext), head);
  append_lines(out, "- ", old_lines, head, old_lines.size() - tail);
  append_lines(out, "+ ", new_lines, head, new_lines.size() - tail);
  append_lines(out, "  ", old_lines, old_lines.size() - tail,
               old_lines.size() - tail + std::min(tail, kContext));
  return out;
}

ToolInput tool_input_lines(Value input) {
  ToolInput lines;
  if (input.is_string()) {
    lines.text = without_end(std::string(input.str()));
    lines.is_diff = lines.text.starts_with("*** Begin Patch");
    return lines;
  }
  const Value patch = first_of(input, {"patch", "diff", "input"});
  if (patch && patch.str().starts_with("*** Begin Patch")) return tool_input_lines(patch);
  if (append_edit(lines.text, input)) {
    lines.is_diff = true;
  } else if (const Value command = input["command"] ? input["command"] : input["cmd"];
             command.is_string() || command.is_array()) {
    lines.text = "$ " + command_of(command);
  } else {
    append_members(lines.text, input);
  }
  lines.text = without_end(std::move(lines.text));
  return lines;
}

}  // namespace trace::decode
