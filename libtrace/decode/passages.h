// What an event says, whole, in passages for people: text, thoughts, what a tool was asked and what
// came back. Edits are lines with `-` and `+`, images are named and not shown. The text is recorded
// text and not yet safe for a terminal. Not for one line (summary.h). A PassageReader belongs to
// one thread.
#pragma once

#include "json/document.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trace::decode {

enum class PassageKind : std::uint8_t { text, thought, call, result, image };

struct Passage {
  PassageKind kind = PassageKind::text;
  std::string name;       // of the tool; of an image its type
  std::string text;       // lines
  bool is_diff = false;   // of a call: lines begin with "- ", "+ " or "  "
  bool is_error = false;  // of a result
};

class PassageReader {
 public:
  // Return the passages of a payload; none when no known shape is found.
  std::vector<Passage> read(std::string_view payload);

 private:
  void value(json::Value value, int depth);
  void object(json::Value object, int depth);
  bool by_type(json::Value object, int depth);
  void call(json::Value call);
  void result(json::Value result, int depth);
  void image(json::Value image);
  void add(PassageKind kind, std::string_view text);

  json::Document document_, inner_;
  std::vector<Passage> passages_;
};

// Write a change as lines: what is the same at both ends stands with two blanks before it, at most
// three lines of it.
std::string diff_lines(std::string_view before, std::string_view after);

}  // namespace trace::decode
