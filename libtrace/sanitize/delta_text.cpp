#include "sanitize/delta_text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace trace::sanitize {
namespace {

constexpr std::array<std::string_view, 10> kTextKeys = {
    "text",     "content",           "partial_json", "arguments", "delta",
    "thinking", "reasoning_content", "reasoning",    "refusal",   "output_text"};
constexpr std::array<std::string_view, 8> kIdentityKeys = {
    "index", "item_id",    "output_index", "content_index",
    "id",    "session_id", "message_id",   "responseId"};

template <typename List>
bool holds(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

void walk(json::Value value, const std::string& identity, std::vector<DeltaText>& out) {
  std::string here = identity;
  if (value.is_object()) {
    for (const std::string_view key : kIdentityKeys) {
      const json::Value id = value[key];
      if (id && !id.is_object() && !id.is_array()) here.append("|").append(id.raw());
    }
  }
  for (json::Value child = value.first(); child; child = child.next()) {
    if (child.is_object() || child.is_array()) walk(child, here, out);
    if (!child.is_string() || child.raw().size() <= 2 || !holds(kTextKeys, child.key())) continue;
    out.push_back({child, here + "|" + std::string(child.key())});
  }
}

}  // namespace

void collect_deltas(json::Value event, std::vector<DeltaText>& out) { walk(event, "", out); }

}  // namespace trace::sanitize
