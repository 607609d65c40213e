#include "sources/known_places.h"

#include <algorithm>
#include <array>

namespace trace::sources {
namespace {

// Where to begin: a variable that holds folders (a comma list), with what comes below each of them;
// or a folder below one of the base folders of XDG or below the home.
struct Root {
  std::string_view agent;
  std::string_view variable;  // empty: a default, used when no variable of the agent is set
  std::string_view base;      // of a default: a variable of XDG, or HOME
  std::string_view folder;    // below it
};

// The documentation of each agent, or of tools that count its tokens (formats.md names them).
constexpr auto kRoots = std::to_array<Root>({
    {"claude", "CLAUDE_CONFIG_DIR", "", ""},
    {"claude", "", "XDG_CONFIG_HOME", "claude"},
    {"claude", "", "HOME", ".claude"},
    {"codex", "CODEX_HOME", "", ""},
    {"codex", "", "HOME", ".codex"},
    {"gemini", "GEMINI_DATA_DIR", "", ""},
    {"gemini", "GEMINI_CLI_HOME", "", ".gemini/tmp"},
    {"gemini", "", "HOME", ".gemini/tmp"},
    {"opencode", "OPENCODE_DATA_DIR", "", ""},
    {"opencode", "", "XDG_DATA_HOME", "opencode"},
    {"copilot", "COPILOT_HOME", "", ""},
    {"copilot", "COPILOT_CONFIG_DIR", "", ""},
    {"copilot", "", "HOME", ".copilot"},
    {"pi", "PI_CODING_AGENT_DIR", "", "sessions"},
    {"pi", "PI_AGENT_DIR", "", ""},
    {"pi", "", "HOME", ".pi/agent/sessions"},
    {"qwen", "QWEN_DATA_DIR", "", ""},
    {"qwen", "", "HOME", ".qwen"},
    {"iflow", "", "HOME", ".iflow"},
    {"kimi", "KIMI_DATA_DIR", "", ""},
    {"kimi", "", "HOME", ".kimi"},
    {"amp", "AMP_DATA_DIR", "", ""},
    {"amp", "", "XDG_DATA_HOME", "amp"},
    {"droid", "DROID_SESSIONS_DIR", "", ""},
    {"droid", "", "HOME", ".factory/sessions"},
});

struct Below {
  std::string_view agent, pattern;
};
constexpr auto kBelow = std::to_array<Below>({
    {"claude", "projects/**/*.jsonl"},
    {"codex", "sessions/**/*.jsonl"},
    {"codex", "archived_sessions/**/*.jsonl"},
    {"gemini", "**/chats/**/*.json"},
    {"gemini", "**/chats/**/*.jsonl"},
    {"opencode", "storage/**/*.json"},
    {"opencode", "opencode.db"},
    {"copilot", "session-state/**/events.jsonl"},
    {"copilot", "otel/**/*.jsonl"},
    {"pi", "**/*.jsonl"},
    {"qwen", "projects/**/*.jsonl"},
    {"qwen", "tmp/**/chats/*.json"},
    {"iflow", "projects/**/*.jsonl"},
    {"kimi", "sessions/**/*.jsonl"},
    {"amp", "threads/**/*.json"},
    {"droid", "**/*.jsonl"},
});

std::string below(std::string folder, std::string_view name) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  if (name.empty()) return folder;
  return folder + "/" + std::string(name);
}

std::optional<std::string> base_folder(std::string_view base, const Variable& variable) {
  if (auto set = variable(base)) return set;
  const auto home = variable("HOME");
  if (!home) return std::nullopt;
  // Defaults of the XDG base directory specification.
  if (base == "XDG_CONFIG_HOME") return below(*home, ".config");
  if (base == "XDG_DATA_HOME") return below(*home, ".local/share");
  return std::nullopt;
}

void add_listed(std::string_view list, std::string_view folder, std::vector<std::string>& roots) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    auto one = list.substr(0, comma);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (!one.empty()) roots.push_back(below(std::string(one), folder));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
}

std::vector<std::string> roots_of(std::string_view agent, const Variable& variable) {
  std::vector<std::string> roots;
  for (const auto& root : kRoots)
    if (root.agent == agent && !root.variable.empty())
      if (const auto set = variable(root.variable)) add_listed(*set, root.folder, roots);
  if (!roots.empty()) return roots;
  for (const auto& root : kRoots)
    if (root.agent == agent && root.variable.empty())
      if (const auto base = base_folder(root.base, variable))
        roots.push_back(below(*base, root.folder));
  return roots;
}

}  // namespace

std::vector<std::string_view> known_agents() {
  std::vector<std::string_view> names;
  for (const auto& entry : kBelow)
    if (names.empty() || names.back() != entry.agent) names.push_back(entry.agent);
  return names;
}

bool is_known_agent(std::string_view name) noexcept {
  return std::any_of(kBelow.begin(), kBelow.end(),
                     [&](const Below& entry) { return entry.agent == name; });
}

std::vector<std::string> known_places(std::string_view agent, const Variable& variable) {
  std::vector<std::string> places;
  for (const auto& root : roots_of(agent, variable))
    for (const auto& entry : kBelow)
      if (entry.agent == agent) places.push_back(below(root, entry.pattern));
  return places;
}

}  // namespace trace::sources
