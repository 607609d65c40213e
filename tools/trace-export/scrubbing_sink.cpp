#include "trace-export/scrubbing_sink.h"

namespace trace::tools {

void ScrubbingSink::line(std::string_view text) {
  clean_.clear();
  const bool changed = sanitizer_.scrub(text, clean_);
  next_.write(changed ? std::string_view(clean_) : text);
}

void ScrubbingSink::drain(std::string_view bytes) {
  while (true) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) break;
    if (open_line_.empty()) {
      line(bytes.substr(0, end));
    } else {
      open_line_.append(bytes.substr(0, end));
      line(open_line_);
      open_line_.clear();
    }
    next_.write("\n");
    bytes.remove_prefix(end + 1);
  }
  open_line_.append(bytes);
}

void ScrubbingSink::finish() {
  if (!open_line_.empty()) line(open_line_);
  open_line_.clear();
}

}  // namespace trace::tools
