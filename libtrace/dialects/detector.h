// Which dialect an input speaks, told from its first lines: the lines that only one vendor writes
// settle it, else the shares of JSON and text do. Reads nothing itself and keeps no line: the
// caller does, and feeds them to the dialect that was chosen. One object belongs to one thread.
#pragma once

#include "json/document.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trace::dialects {

class Detector {
 public:
  static constexpr std::size_t kMaxLines = 50;  // that are not blank
  static constexpr std::size_t kMaxBytes = 256 * 1024;

  // Look at one sanitized line. Return the name of the dialect as soon as it is certain or enough
  // was seen; the name is a literal.
  std::optional<std::string_view> add(std::string_view line);
  // The best guess from what was seen; `text` when that is nothing.
  std::string_view decide() const;

 private:
  void look(std::string_view text);
  void look_at_claude(const json::Value& object);

  json::Document document_;
  std::string plain_;
  std::string_view settled_;
  std::size_t lines_ = 0, bytes_ = 0, objects_ = 0, texts_ = 0, claude_ = 0;
  bool is_other_vendor_ = false;  // opens as Claude Code does, but is not
};

}  // namespace trace::dialects
