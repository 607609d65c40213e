#include "dialects/tool_calls.h"

#include <algorithm>

namespace trace::dialects {

void ToolCalls::called(std::string_view id, std::string_view tool,
                       std::optional<base::UnixMicros> at) {
  if (!id.empty()) open_.try_emplace(std::string(id), Open{std::string(tool), at});
}

std::optional<AnsweredCall> ToolCalls::answered(std::string_view id,
                                                std::optional<base::UnixMicros> at) {
  auto found = open_.extract(std::string(id));
  if (found.empty()) return std::nullopt;
  AnsweredCall out{std::move(found.mapped().tool), std::nullopt};
  if (const auto& from = found.mapped().at; from && at)
    out.duration_ms = std::max<std::int64_t>(at->v - from->v, 0) / 1000;
  return out;
}

}  // namespace trace::dialects
