#include "dialects/gemini_text.h"

namespace trace::dialects {

std::string gemini_text(const json::Value& content) {
  if (content.is_string()) return std::string(content.str());
  if (content.is_object()) return std::string(content["text"].str());
  std::string out;
  for (auto part = content.first(); part; part = part.next()) {
    if (part["thought"].boolean().value_or(false)) continue;
    out += part.is_string() ? part.str() : part["text"].str();
  }
  return out;
}

}  // namespace trace::dialects
