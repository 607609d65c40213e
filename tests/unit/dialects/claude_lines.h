// Lines of Claude Code's stream-json, and what a dialect said of its calls, for tests.
#pragma once

#include "unit/dialects/feeding.h"

#include <map>
#include <string>

namespace trace::dialects {

inline constexpr char kInit[] =
    R"({"type":"system","subtype":"init","session_id":"s1","model":"opus","cwd":"/w",)"
    R"("claude_code_version":"2.1.7","permissionMode":"plan","uuid":"u1"})";

// A line of session s1 with more members.
inline std::string says(const std::string& type, const std::string& members) {
  return R"({"type":")" + type + R"(","session_id":"s1",)" + members + "}";
}

inline std::string assistant(const std::string& id, const std::string& blocks,
                             const std::string& usage, const std::string& model = "opus") {
  return says("assistant", R"("message":{"id":")" + id + R"(","model":")" + model +
                               R"(","content":[)" + blocks + R"(],"usage":)" + usage + "}");
}

inline std::string result(const std::string& members) {
  return says("result", R"("subtype":"success","is_error":false,"duration_ms":1500,)" + members);
}

inline const std::string kText = R"({"type":"text","text":"hi"})";

// The last report of each call, as the store keeps the fullest one.
inline std::map<std::string, model::Request> calls(const Feeding& f) {
  std::map<std::string, model::Request> by_id;
  for (const auto& r : f.changes<model::Request>()) by_id[r.id] = r;
  return by_id;
}

inline std::int64_t sum(const Feeding& f, std::optional<std::int64_t> model::Tokens::*counter) {
  std::int64_t total = 0;
  for (const auto& [id, r] : calls(f)) total += (r.tokens.*counter).value_or(0);
  return total;
}

inline std::int64_t cost(const Feeding& f) {
  std::int64_t total = 0;
  for (const auto& [id, r] : calls(f)) total += r.cost_nusd.value_or(0);
  return total;
}

inline model::TraceChange last_change(const Feeding& f) {
  return f.changes<model::TraceChange>().back();
}

}  // namespace trace::dialects
