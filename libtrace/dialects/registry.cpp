#include "dialects/registry.h"

#include "dialects/aider.h"
#include "dialects/amp.h"
#include "dialects/anthropic.h"
#include "dialects/claude.h"
#include "dialects/codex.h"
#include "dialects/copilot.h"
#include "dialects/cursor.h"
#include "dialects/gemini.h"
#include "dialects/gemini_api.h"
#include "dialects/goose.h"
#include "dialects/journald.h"
#include "dialects/json_lines.h"
#include "dialects/kimi.h"
#include "dialects/native.h"
#include "dialects/openai.h"
#include "dialects/opencode.h"
#include "dialects/otlp.h"
#include "dialects/pi.h"
#include "dialects/qwen.h"
#include "dialects/syslog.h"
#include "dialects/text.h"

#include <array>

namespace trace::dialects {
namespace {

// Ordered as they are told apart: what is more particular goes first.
constexpr auto kEntries = std::to_array<Entry>({
    {"native", "records of the format that trace-export -o jsonl writes", make_native,
     claim_native},
    {"anthropic", "Anthropic's Messages API: streams, chunks, bodies", make_anthropic,
     claim_anthropic},
    {"openai", "OpenAI's Chat and Responses APIs: streams, chunks, bodies", make_openai,
     claim_openai},
    {"gemini-api", "", make_gemini_api, claim_gemini_api},
    {"otlp", "OpenTelemetry as JSON: spans, logs, metrics", make_otlp, claim_otlp},
    {"qwen", "sessions of qwen-code and iFlow", make_qwen, claim_qwen},
    {"cursor", "cursor-agent's stream-json", make_cursor, claim_cursor},
    {"claude", "Claude Code, what it prints and what it keeps", make_claude, claim_claude},
    {"codex", "Codex, what it prints and what it keeps", make_codex, claim_codex},
    {"gemini", "Gemini CLI's stream, output and sessions; the API", make_gemini, claim_gemini},
    {"copilot", "Copilot CLI's events and VS Code's chats", make_copilot, claim_copilot},
    {"amp", "threads of Amp", make_amp, claim_amp},
    {"opencode", "opencode's output and stored sessions", make_opencode, claim_opencode},
    {"pi", "pi's output and sessions", make_pi, claim_pi},
    {"goose", "goose's stream-json", make_goose, claim_goose},
    {"kimi", "Kimi CLI's print stream", make_kimi, claim_kimi},
    {"journald", "the journal of systemd as JSON", make_journald, claim_journald},
    {"syslog", "system logs of RFC 3164 and RFC 5424", make_syslog, nullptr, claim_syslog},
    {"aider", "aider's chat history", make_aider, nullptr, claim_aider},
    {"jsonl", "JSON lines of any kind", make_json_lines},
    {"text", "plain text, an event a line", make_text},
});

}  // namespace

std::span<const Entry> all() { return kEntries; }

std::unique_ptr<ingest::Dialect> make(std::string_view name,
                                      const ingest::DialectContext& context) {
  for (const auto& entry : kEntries)
    if (entry.name == name) return entry.make(context);
  return nullptr;
}

}  // namespace trace::dialects
