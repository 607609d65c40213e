// bench_latency LINES COMMAND…: how long a line takes through a filter. Writes one line to the
// command's stdin, waits until it came out of its stdout, and so on. Prints "p50 p99" in
// microseconds.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using Pipe = std::array<int, 2>;

pid_t start(char** command, const Pipe& in, const Pipe& out) {
  const pid_t child = fork();
  if (child != 0) return child;
  dup2(in[0], 0);
  dup2(out[1], 1);
  for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
  execvp(command[0], command);
  _exit(127);
}

bool through(int in, int out, const std::string& line) {
  if (write(in, line.data(), line.size()) != static_cast<ssize_t>(line.size())) return false;
  std::array<char, 4096> buffer{};
  for (std::size_t seen = 0; seen < line.size();) {
    const ssize_t n = read(out, buffer.data(), buffer.size());
    if (n <= 0) return false;
    seen += static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  Pipe in{};
  Pipe out{};
  if (pipe(in.data()) != 0 || pipe(out.data()) != 0) return 1;
  const pid_t child = start(argv + 2, in, out);
  close(in[0]);
  close(out[1]);
  const std::string text(560, 'x');
  std::vector<double> micros;
  const int lines = std::atoi(argv[1]);
  for (int i = 0; i < lines; ++i) {
    const std::string line =
        R"({"type":"assistant","session_id":"latency","message":{"id":"m)" + std::to_string(i) +
        R"(","role":"assistant","content":[{"type":"text","text":")" + text + "\"}]}}\n";
    const auto before = std::chrono::steady_clock::now();
    if (!through(in[1], out[0], line)) return 1;
    micros.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - before)
            .count());
    std::this_thread::sleep_for(std::chrono::microseconds(300));
  }
  close(in[1]);
  waitpid(child, nullptr, 0);
  std::sort(micros.begin(), micros.end());
  std::printf("%.1f %.1f\n", micros[micros.size() / 2], micros[micros.size() * 99 / 100]);
}
