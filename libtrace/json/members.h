// The members of one JSON object as pieces of its text, without parsing what they hold: for copying
// most of a line unchanged. Stops quietly where the text is not what it should be, so it is no
// check. A Members belongs to one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trace::json {

struct Member {
  std::string_view key;     // decoded; dies at the next member
  std::string_view quoted;  // the key as it stands, with its quotes
  std::string_view value;   // as it stands
  std::size_t offset = 0;   // of the value in the object's text
};

class Members {
 public:
  // `object` must outlive this. Blanks before the bracket are skipped.
  explicit Members(std::string_view object);
  // Say that a value of `size` bytes begins at `offset`: it is jumped over instead of walked.
  void jump(std::size_t offset, std::size_t size) { jump_at_ = offset, jump_size_ = size; }
  // Return the next member, or nothing at the end or where the text is broken.
  std::optional<Member> next();

 private:
  void skip_blanks();
  bool skip_string();
  bool skip_value();
  bool skip_nested();
  std::string_view decode(std::string_view quoted);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t jump_at_ = std::string_view::npos, jump_size_ = 0;
  std::string decoded_;
};

}  // namespace trace::json
