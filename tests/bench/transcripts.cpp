// bench_transcripts FOLDER BYTES FILES [SEED]: session transcripts as Claude Code keeps them, about
// BYTES in FILES files below FOLDER, the same for the same arguments. A tenth of the files are
// forks that repeat the session before them under another name.
#include "numbers.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace {

using bench::Numbers;

constexpr std::array<std::string_view, 16> kWords{
    "the",  "file",  "returns", "error", "request",   "test", "module", "value",
    "line", "index", "schema",  "retry", "README.md", "日志", "\\n",    "passed"};

std::string words(Numbers& numbers, std::uint64_t count) {
  std::string out;
  for (std::uint64_t i = 0; i < count; ++i) {
    out += kWords[numbers.below(kWords.size())];
    out += ' ';
  }
  return out;
}

class Session {
 public:
  explicit Session(Numbers& numbers) : numbers_(numbers), id_(numbers.uuid()) {}

  // One turn: what was asked or came back, then an answer in two lines of one message.
  void turn(std::string& out) {
    head("user", out);
    out += R"(,"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_)" +
           tool_ + R"(","content":")" + words(numbers_, 40 + numbers_.below(120)) + "\"}]}}\n";
    const auto message = numbers_.hex(24);
    const auto request = numbers_.hex(24);
    tool_ = numbers_.hex(24);
    const auto usage = R"("usage":{"input_tokens":)" + number(12) +
                       R"(,"cache_creation_input_tokens":)" + number(4000) +
                       R"(,"cache_read_input_tokens":)" + number(90'000) + R"(,"output_tokens":)" +
                       number(900) + R"(,"service_tier":"standard"})";
    for (const bool is_text : {true, false}) {
      head("assistant", out);
      out +=
          R"(,"requestId":"req_)" + request + R"(","message":{"id":"msg_)" + message +
          R"(","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[)";
      out += is_text
                 ? R"({"type":"text","text":")" + words(numbers_, 20 + numbers_.below(60)) + "\"}"
                 : R"({"type":"tool_use","id":"toolu_)" + tool_ +
                       R"(","name":"Bash","input":{"command":")" + words(numbers_, 8) + "\"}}";
      out += R"(],"stop_reason":null,)" + usage + "}}\n";
    }
  }

 private:
  std::string number(std::uint64_t below) { return std::to_string(numbers_.below(below)); }
  void head(std::string_view type, std::string& out) {
    const auto uuid = numbers_.uuid();
    seconds_ += 1 + numbers_.below(20);
    std::array<char, 64> time{};
    std::snprintf(time.data(), time.size(), "2026-%02u-%02uT%02u:%02u:%02u.000Z",
                  static_cast<unsigned>(1 + seconds_ / 2'419'200 % 12),
                  static_cast<unsigned>(1 + seconds_ / 86'400 % 28),
                  static_cast<unsigned>(seconds_ / 3600 % 24),
                  static_cast<unsigned>(seconds_ / 60 % 60), static_cast<unsigned>(seconds_ % 60));
    out += R"({"parentUuid":)" + (last_.empty() ? "null" : "\"" + last_ + "\"") +
           R"(,"isSidechain":false,"userType":"external","cwd":"/srv/billing","sessionId":")" +
           id_ + R"(","version":"2.0.14","gitBranch":"main","type":")" + std::string(type) +
           R"(","uuid":")" + uuid + R"(","timestamp":")" + time.data() + "\"";
    last_ = uuid;
  }

  Numbers& numbers_;
  std::string id_, last_, tool_ = "0";
  std::uint64_t seconds_ = numbers_.below(20'000'000);
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::string folder = argv[1];
  const auto bytes = std::strtoull(argv[2], nullptr, 10),
             files = std::strtoull(argv[3], nullptr, 10);
  Numbers numbers(argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1);
  std::string text;
  for (std::uint64_t i = 0; i < files; ++i) {
    const auto place = folder + "/projects/p" + std::to_string(i % 50);
    std::filesystem::create_directories(place);
    const bool is_fork = i % 10 == 9;
    if (!is_fork) {
      text.clear();
      Session session(numbers);
      // Some sessions are long, most are short.
      const auto size = bytes / files * (1 + numbers.below(20)) / 10;
      while (text.size() < size) session.turn(text);
    }
    std::ofstream(place + "/" + numbers.uuid() + ".jsonl", std::ios::binary) << text;
  }
  return 0;
}
