#include "search/search_text.h"

#include "base/utf8.h"
#include "decode/mend.h"

#include <algorithm>

namespace trace::search {
namespace {

using json::Kind;
using json::Value;
using Said = TextReader::Said;

constexpr std::size_t kLongRun = 2048;

bool is_base64(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '=' || c == '-' || c == '_';
}

// Colours of a terminal are no words (ECMA-48 §5.4: ESC [ parameters, one final byte).
std::string without_colours(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t escape = std::min(text.find("\x1b[", at), text.size());
    out += text.substr(at, escape - at);
    at = std::min(escape + 2, text.size());
    while (escape < text.size() && at < text.size() && text[at] >= 0x20 && text[at] < 0x40) ++at;
    if (escape < text.size() && at < text.size()) ++at;
  }
  return out;
}

void append_text(Said& out, std::string_view text) {
  if (text.find("\x1b[") != std::string_view::npos)
    return append_text(out, std::string_view(without_colours(text)));
  if (text.size() < kLongRun) {
    out.text += text;
    return;
  }
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_base64(text[end])) ++end;
    if (end - at < kLongRun)
      out.text += text.substr(at, end - at);
    else
      out.lacks_runs = true;
    if (end < text.size()) out.text += text[end++];
    at = end;
  }
}

void append_value(Said& out, Value value) {
  switch (value.kind()) {
    case Kind::string:
      append_text(out, value.str());
      out.text += '\n';
      break;
    case Kind::number:
      out.text += value.raw();
      out.text += '\n';
      break;
    case Kind::object:
    case Kind::array:
      for (auto inner = value.first(); inner; inner = inner.next()) append_value(out, inner);
      break;
    case Kind::none:
    case Kind::null:
    case Kind::boolean:
      break;
  }
}

}  // namespace

void TextReader::append(Said& out, std::string_view payload) {
  const bool may_be_json = !payload.empty() && (payload.front() == '{' || payload.front() == '[' ||
                                                payload.front() == '"');
  if (may_be_json && document_.parse(payload)) return append_value(out, document_.root());
  const std::string mended = may_be_json ? decode::mend(payload) : std::string();
  if (may_be_json && document_.parse(mended)) return append_value(out, document_.root());
  append_text(out, payload);
  out.text += '\n';
}

TextReader::Said TextReader::read(const model::EventRow& event) {
  Said said;
  const auto parts = parts_.read(event);
  if (!parts.message.empty()) append(said, parts.message);
  if (!event.tool.empty()) said.text += std::string(event.tool) + "\n";
  if (event.long_payload) {
    std::string first;
    std::size_t size = 0;
    event.long_payload([&](std::string_view piece) {
      size += piece.size();
      first += piece.substr(0, kMostBytes - std::min(kMostBytes, first.size()));
    });
    said.is_cut = size > kMostBytes;
    append(said, base::cut_utf8(first, kMostBytes));
  } else if (!parts.payload.empty() && parts.body != decode::Body::bytes) {
    append(said, parts.payload);
  }
  return said;
}

}  // namespace trace::search
