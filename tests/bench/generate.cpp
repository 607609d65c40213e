// bench_generate LINES [SEED]: agent sessions as stream-json on stdout, 715 bytes a line in the
// mean, the same bytes for the same arguments. bench_generate --line BYTES: one line of that
// length.
#include "numbers.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using bench::Numbers;

constexpr std::array<std::string_view, 48> kWords{
    "the",      "file",       "returns",      "error",     "request",  "in",
    "test",     "of",         "module",       "parse",     "and",      "value",
    "import",   "result",     "to",           "line",      "config",   "session",
    "is",       "not",        "found",        "exit code", "update",   "a",
    "function", "src/main",   "index",        "null",      "const",    "async",
    "await",    "schema",     "token",        "user",      "password", "日志",
    "错误",     "retry",      "=>",           "{ }",       "\\n",      "\\n    ",
    "\\t",      "\\\"ok\\\"", "lib/query.ts", "README.md", "0x7f",     "passed"};

class Session {
 public:
  explicit Session(Numbers& numbers) : numbers_(numbers) {}

  // Append the line at `place` of a session of `length` lines.
  void line(std::uint64_t place, std::uint64_t length, std::string& out) {
    if (place == 0) start();
    if (place == 0)
      init(out);
    else if (place + 1 == length)
      result(out);
    else if (place % 2 == 1)
      assistant(out);
    else
      tool_result(out);
    out += R"(,"session_id":")" + id_ + "\",\"uuid\":\"" + uuid() + "\"}\n";
  }

 private:
  void start() {
    id_ = uuid();
    calls_ = 0;
    used_ = {};
  }
  std::string uuid() {
    std::array<char, 40> text{};
    const std::uint64_t a = numbers_.next();
    const std::uint64_t b = numbers_.next();
    std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-8%03x-%012llx",
                  static_cast<unsigned>(a), static_cast<unsigned>(a >> 48),
                  static_cast<unsigned>((a >> 32) & 0xfff), static_cast<unsigned>(b & 0xfff),
                  static_cast<unsigned long long>(b >> 16));
    return text.data();
  }
  void words(std::uint64_t bytes, std::string& out) {
    const std::size_t end = out.size() + bytes;
    while (out.size() < end) {
      out += kWords[numbers_.below(kWords.size())];
      out += ' ';
    }
  }
  using Usage = std::array<std::uint64_t, 4>;  // input, cache write, cache read, output
  Usage next_usage() {
    Usage used{};
    constexpr Usage kMost{40, 3000, 90000, 900};
    for (std::size_t i = 0; i < used.size(); ++i) {
      used[i] = numbers_.below(kMost[i]);
      used_[i] += used[i];
    }
    return used;
  }
  static std::string usage(const Usage& used) {
    return R"({"input_tokens":)" + std::to_string(used[0]) + R"(,"cache_creation_input_tokens":)" +
           std::to_string(used[1]) + R"(,"cache_read_input_tokens":)" + std::to_string(used[2]) +
           R"(,"output_tokens":)" + std::to_string(used[3]) + R"(,"service_tier":"standard"})";
  }
  // Most texts are short, some are long: the product of two even draws.
  std::uint64_t text_length(std::uint64_t most) {
    return 20 + numbers_.below(most) * numbers_.below(most) / most;
  }
  void init(std::string& out) {
    out +=
        R"({"type":"system","subtype":"init","cwd":"/srv/app","model":"claude-sonnet-4-5",)"
        R"("tools":["Bash","Edit","Grep","Read","Write"],"permissionMode":"default","claude_code_version":"2.0.14")";
  }
  void assistant(std::string& out) {
    const std::string call = std::to_string(++calls_);
    out += R"({"type":"assistant","message":{"id":"msg_)" + id_.substr(0, 8) + call +
           R"(","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[)";
    out += R"({"type":"tool_use","id":"toolu_)" + id_.substr(0, 8) + call +
           R"(","name":"Bash","input":{"command":")";
    words(text_length(420), out);
    out += R"("}}],"stop_reason":null,"usage":)" + usage(next_usage()) +
           R"(},"parent_tool_use_id":null)";
  }
  void tool_result(std::string& out) {
    out +=
        R"({"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_)" +
        id_.substr(0, 8) + std::to_string(calls_) + R"(","content":")";
    words(text_length(2115), out);
    out += numbers_.below(40) == 0 ? R"(","is_error":true}]})" : "\"}]}";
    out += R"(,"parent_tool_use_id":null)";
  }
  void result(std::string& out) {
    out +=
        R"({"type":"result","subtype":"success","is_error":false,"duration_ms":41000,"num_turns":)" +
        std::to_string(calls_) + R"(,"total_cost_usd":0.25,"usage":)" + usage(used_);
  }

  Numbers& numbers_;
  std::string id_;
  std::uint64_t calls_ = 0;
  Usage used_{};  // by the calls of the session
};

void write_out(std::string& buffer) {
  if (std::fwrite(buffer.data(), 1, buffer.size(), stdout) != buffer.size()) std::exit(1);
  buffer.clear();
}

void one_long_line(std::uint64_t bytes) {
  const std::string head =
      R"({"type":"user","session_id":"long","message":{"role":"user","content":")";
  const std::string piece(1 << 16, 'x');
  std::fwrite(head.data(), 1, head.size(), stdout);
  for (std::uint64_t done = 0; done < bytes; done += piece.size())
    if (std::fwrite(piece.data(), 1, piece.size(), stdout) != piece.size()) std::exit(1);
  std::fputs("\"}}\n", stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--line") {
    one_long_line(std::strtoull(argv[2], nullptr, 10));
    return 0;
  }
  if (argc < 2) return 2;
  constexpr std::uint64_t kSession = 600;
  const std::uint64_t lines = std::strtoull(argv[1], nullptr, 10);
  Numbers numbers(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  Session session(numbers);
  std::string buffer;
  for (std::uint64_t i = 0; i < lines; ++i) {
    const std::uint64_t length = lines - i / kSession * kSession;
    session.line(i % kSession, length < kSession ? length : kSession, buffer);
    if (buffer.size() > (1U << 16)) write_out(buffer);
  }
  write_out(buffer);
}
