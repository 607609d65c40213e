#include "dialects/answer.h"

#include "base/utf8.h"
#include "dialects/line_text.h"
#include "json/writer.h"

#include <array>

namespace trace::dialects {

std::string answer_json(std::string_view text) {
  constexpr std::size_t kMaxAnswer = 64 << 10;
  std::string out;
  if (!text.empty()) json::append_string(out, base::cut_utf8(text, kMaxAnswer));
  return out;
}

std::string_view typed_part(std::string_view message) noexcept {
  constexpr std::array<std::string_view, 16> kMadeUp{"<environment_context>",
                                                     "<user_instructions>",
                                                     "<INSTRUCTIONS>",
                                                     "<permissions instructions>",
                                                     "<turn_aborted>",
                                                     "<system-reminder>",
                                                     "<local-command-",
                                                     "<command-name>",
                                                     "<command-message>",
                                                     "<bash-",
                                                     "<ide_",
                                                     "This session is being continued from",
                                                     "<task-notification>",
                                                     "# AGENTS.md instructions",
                                                     "Caveat: The messages below",
                                                     "[Request interrupted"};
  constexpr std::string_view kRequest = "## My request for Codex:";
  const auto text = trimmed(message);
  for (const auto begin : kMadeUp)
    if (text.starts_with(begin)) return {};
  const auto request = text.find(kRequest);
  if (request == std::string_view::npos) return text;
  return trimmed(text.substr(request + kRequest.size()));
}

}  // namespace trace::dialects
