// Where agents keep their sessions, by the agent's name, as their own environment variables say.
// Not for reading them. Free functions: safe on any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::sources {

// The value of an environment variable that is set and not empty.
using Variable = std::function<std::optional<std::string>(std::string_view name)>;

// The names of all agents that are known, in the order of help.
std::vector<std::string_view> known_agents();
// Tell whether this is one of them.
bool is_known_agent(std::string_view name) noexcept;
// The patterns (find_files.h) of the sessions of an agent; empty without a home folder.
std::vector<std::string> known_places(std::string_view agent, const Variable& variable);

}  // namespace trace::sources
