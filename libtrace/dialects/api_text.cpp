#include "dialects/api_text.h"

namespace trace::dialects {

using json::Value;

std::string api_text_of(const Value& content) {
  if (content.is_string()) return std::string(content.str());
  std::string out;
  for (auto part = content.first(); part; part = part.next()) {
    const auto text = part.is_string() ? part.str() : part["text"].str();
    if (text.empty()) continue;
    if (!out.empty()) out += '\n';
    out += text;
  }
  return out;
}

}  // namespace trace::dialects
