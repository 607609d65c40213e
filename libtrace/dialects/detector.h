// Which dialect an input speaks, told from its first frames by the claims of the registry: a
// certain claim settles it, else the most likely ones do, else the shares of JSON and text. Reads
// nothing itself and keeps no frame: the caller does, and feeds them to the dialect that was
// chosen. One object belongs to one thread.
#pragma once

#include "dialects/payload.h"
#include "json/document.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::dialects {

class Detector {
 public:
  static constexpr std::size_t kMaxLines = 50;  // that are not blank
  static constexpr std::size_t kMaxBytes = 256 * 1024;

  Detector();
  // Look at one sanitized frame. Return the name of the dialect as soon as it is certain or enough
  // was seen; the name is a literal.
  std::optional<std::string_view> add(std::string_view frame);
  // The best guess from what was seen; `text` when that is nothing.
  std::string_view decide() const;

 private:
  void look(std::string_view text);
  void ask(const json::Value& value, bool is_embedded);
  void ask_text(std::string_view line);

  PayloadReader reader_;
  std::string plain_;
  std::string_view settled_;
  std::vector<std::size_t> votes_;  // by entry of the registry
  std::size_t lines_ = 0, bytes_ = 0, objects_ = 0, texts_ = 0;
};

}  // namespace trace::dialects
