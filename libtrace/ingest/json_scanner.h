// Follows one JSON document through pieces of text and tells where it ends or stops being JSON,
// without holding it. Checks structure, not the spelling of numbers and escapes: the parser does.
// One object belongs to one document and thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace trace::ingest {

class JsonScanner {
 public:
  enum class State : std::uint8_t { inside, complete, broken };
  static constexpr std::size_t kMaxDepth = 1024;

  // Take the next bytes. Once complete only blanks may follow; what is broken stays so.
  State feed(std::string_view bytes);
  State state() const noexcept { return state_; }

 private:
  enum class Want : std::uint8_t { value, value_or_end, key, key_or_end, colon, comma_or_end };
  void outside(char c);
  void in_string(char c);
  void open(char bracket);
  void close(char bracket);
  void begin_value(char c);
  void end_value();

  std::vector<char> open_;  // brackets that are open
  Want want_ = Want::value;
  State state_ = State::inside;
  bool in_string_ = false, is_key_ = false, escaped_ = false, in_scalar_ = false;
};

}  // namespace trace::ingest
