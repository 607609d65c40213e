// Sums of published files, where they are at hand: counted from the files by hand or by another
// program, not by this one.
#include "unit/dialects/api_feeding.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace trace::dialects {
namespace {

struct Published {
  const char *dialect, *file, *sums;
};

constexpr auto kFiles = std::to_array<Published>({
    {"gemini-api",
     "gemini-api-stream/gemini-cli-context-compress-interactive.compress.responses.jsonl",
     "15127/11883/0/1116"},
    {"gemini-api", "gemini-api-stream/gemini-cli-hooks-system.multiple-events.responses.jsonl",
     "14446/36607/0/346"},
    {"gemini-api", "gemini-api-stream/gemini-cli-json-output.error.responses.jsonl",
     "24891/0/0/225"},
    {"gemini-api", "gemini-api-stream/vercel-google-reasoning-gemini3.chunks.txt", "9/0/0/325"},
    {"gemini-api", "gemini-api-stream/vercel-google-text.chunks.txt", "9/0/0/208"},
    {"gemini-api", "gemini-api-stream/vercel-google-tool-call-gemini3.chunks.txt", "29/0/0/819"},
    {"otlp", "otlp-json/genai-conformance-chat-agent.json", "250/0/0/80"},
    {"otlp", "otlp-json/agentsview-vs-copilot-sample-4.jsonl", "0/0/0/0"},
    {"anthropic", "anthropic-messages-chunks/vercel-anthropic-compaction.1.chunks.txt",
     "60997/0/0/3341"},
    {"anthropic", "anthropic-messages-chunks/vercel-anthropic-json-tool.1.json", "1151/0/0/87"},
    {"openai", "openai-chat-chunks/vercel-groq-tool-call.chunks.txt", "210/0/0/15"},
    {"openai", "openai-chat-chunks/vercel-mistral-text.chunks.txt", "13/0/0/8"},
    {"openai", "openai-responses-chunks/vercel-openai-reasoning-encrypted-content.1.chunks.txt",
     "914/0/0/92"},
});

void feed(ApiFeeding& to, const std::string& name, std::ifstream& in) {
  if (name.ends_with(".json")) {
    to.line(std::string(std::istreambuf_iterator<char>(in), {}));
    return;
  }
  for (std::string line; std::getline(in, line);) to.line(line);
}

TEST(ApiCorpus, PublishedFilesHaveTheirKnownSums) {
  const auto folder = std::filesystem::path(TRACE_SOURCE_DIR) / "../shared/corpus";
  if (!std::filesystem::exists(folder))
    GTEST_SKIP()
        << "needs published API files at ../shared/corpus; the sums of our own fixtures are tested";
  for (const auto& file : kFiles)
    for (const bool is_live : {true, false}) {
      std::ifstream in(folder / file.file);
      ApiFeeding f(file.dialect, is_live);
      feed(f, file.file, in);
      EXPECT_EQ(f.end().sums(), file.sums) << file.file;
    }
}

}  // namespace
}  // namespace trace::dialects
