#include "dialects/payload.h"

#include "dialects/line_text.h"

#include <algorithm>

namespace trace::dialects {
namespace {

// The value of `field` when the line is one of it: one blank after the colon is left out.
bool take_field(std::string_view line, std::string_view field, std::string_view& value) {
  if (!line.starts_with(field) || line.size() <= field.size() || line[field.size()] != ':')
    return false;
  value = line.substr(field.size() + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  return true;
}

}  // namespace

bool is_event_frame(std::string_view frame) noexcept {
  return frame.starts_with("data:") || frame.starts_with("event:") || frame.starts_with(':') ||
         frame.starts_with("id:") || frame.starts_with("retry:");
}

void PayloadReader::add_data(std::string_view value, std::size_t at, Payload& out) {
  if (out.text.data() == nullptr) {
    out.text = value;
    out.shift = at;
    return;
  }
  if (!out.is_joined) joined_ = out.text;
  out.is_joined = true;
  joined_ += '\n';
  joined_ += value;
}

void PayloadReader::read_event(std::string_view frame, Payload& out) {
  out.is_event = true;
  bool has_fields = false;
  for (std::size_t at = 0; at < frame.size();) {
    const auto end = std::min(frame.find('\n', at), frame.size());
    auto line = frame.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::string_view value;
    if (take_field(line, "data", value))
      add_data(value, static_cast<std::size_t>(value.data() - frame.data()), out);
    else if (take_field(line, "event", value))
      out.event = value;
    has_fields = has_fields || (!line.empty() && !line.starts_with(':'));
    at = end + 1;
  }
  out.is_comment = !has_fields;
  if (out.is_joined) out.text = joined_;
}

Payload PayloadReader::read(std::string_view frame) {
  Payload out;
  if (is_event_frame(frame)) {
    read_event(frame, out);
    if (!out.text.empty() && document_.parse(out.text)) out.root = document_.root();
    if (out.root || out.is_comment || !out.text.empty() || !out.event.empty()) return out;
    out = Payload();
  }
  out.text = trimmed(frame);
  if (!out.text.empty() && document_.parse(out.text)) {
    out.root = document_.root();
  } else if (const auto glued = glued_object(out.text); !glued.empty() && document_.parse(glued)) {
    out.text = glued;
    out.root = document_.root();
    out.is_glued = true;
  }
  if (!out.text.empty()) out.shift = static_cast<std::size_t>(out.text.data() - frame.data());
  return out;
}

}  // namespace trace::dialects
