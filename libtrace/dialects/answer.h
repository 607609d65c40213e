// The final answer of a run, and what stands around prompts: text that a trace keeps of its
// conversation. Pure functions: safe on any thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::dialects {

// The answer as JSON text, for the result of a trace; cut where it is very long, empty for none.
std::string answer_json(std::string_view text);

// What a person typed in a user message that an agent may have wrapped: empty when the message is
// context, a reminder or a command's output, which agents write in tags of their own.
std::string_view typed_part(std::string_view message) noexcept;

}  // namespace trace::dialects
