#include "trace-query/bisect_command.h"

#include "base/error.h"
#include "formats/byte_sink.h"
#include "formats/native_lines.h"
#include "store/event_rows.h"
#include "store/request_rows.h"
#include "store/trace_rows.h"

#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

enum class Verdict { good, bad, skipped };

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

// Writes runs as record lines into a file without a name: a command need not read all of it.
class RunFile {
 public:
  explicit RunFile(Session& session)
      : traces_(session.db(), session.names()),
        events_(session.db(), session.names()),
        requests_(session.db(), session.names()) {
    events_.hand_on_long_lines();
  }
  // Returns the id of the run. The file stands at its beginning.
  std::string put(std::int64_t run) {
    file_.reset(std::tmpfile());
    if (!file_) base::throw_system(errno, "cannot create a temporary file");
    formats::FdSink sink(fd(), "a temporary file");
    formats::NativeLines lines(sink);
    std::string id;
    traces_.some({&run, 1}, [&](const store::TraceRow& trace) {
      id = trace.record.id;
      lines.trace(trace.record);
    });
    events_.each(run, id, [&](const model::EventRow& event) { lines.event(event); });
    requests_.each(run, id, [&](const model::Request& request) { lines.request(request); });
    requests_.each_content(run, [&](const model::Content& content) { lines.content(content); });
    sink.close();
    if (::lseek(fd(), 0, SEEK_SET) != 0) base::throw_system(errno, "cannot read back a run");
    return id;
  }
  int fd() const { return ::fileno(file_.get()); }

 private:
  store::TraceRows traces_;
  store::EventRows events_;
  store::RequestRows requests_;
  std::unique_ptr<std::FILE, CloseFile> file_;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (auto& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) base::throw_system(errno, "cannot wait for the command");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Its output goes to stderr: stdout is for what is found.
int run_command(std::vector<std::string> words, const std::string& id, int input) {
  for (auto& word : words)
    if (word == "{}") word = id;
  std::vector<std::string> environment{"TRACE_BISECT_ID=" + id};
  for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, words.front().c_str(), &actions, nullptr,
                                   pointers(words).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT || error == EACCES)
    throw Failure(Errc::bad_usage, "cannot run the command behind --: not found or not executable");
  if (error != 0) base::throw_system(error, "cannot run the command behind --");
  return wait_for(pid);
}

class Search {
 public:
  Search(Session& session, const std::vector<std::int64_t>& runs)
      : session_(session), runs_(runs), file_(session) {}

  Bisected find(Ends ends) {
    Bisected found;
    if (runs_.empty()) return found;
    std::size_t low = 0, high = runs_.size() - 1;
    if (ends == Ends::asked) {
      while (high > 0 && verdict(high) == Verdict::skipped) --high;
      if (verdict(high) != Verdict::bad) return found.last_good = high, found;
      while (low < high && verdict(low) == Verdict::skipped) ++low;
      if (verdict(low) == Verdict::bad) return found.first_bad = low, found;
    }
    narrow(low, high);
    return {low, high, high - low - 1};
  }

 private:
  // Ask about the middle until nothing is left between a good and a bad one that can be told.
  void narrow(std::size_t& low, std::size_t& high) {
    while (const auto next = middle(low, high)) {
      const auto said = verdict(*next);
      if (said == Verdict::good) low = *next;
      if (said == Verdict::bad) high = *next;
    }
  }
  // The one nearest to the middle that was not asked about.
  std::optional<std::size_t> middle(std::size_t low, std::size_t high) const {
    const std::size_t half = low + (high - low) / 2;
    for (std::size_t step = 0; step <= high - low; ++step)
      for (const std::size_t at : {half - step, half + step})
        if (at > low && at < high && !known_.contains(at)) return at;
    return std::nullopt;
  }
  Verdict verdict(std::size_t at) {
    if (const auto known = known_.find(at); known != known_.end()) return known->second;
    const std::string id = file_.put(runs_[at]);
    const int code = run_command(session_.options().bisect.command, id, file_.fd());
    if (code >= 128)
      throw Failure(Errc::interrupted, "the command ended with " + std::to_string(code) +
                                           " at trace '" + id + "'; nothing is decided");
    const Verdict said = code == 0 ? Verdict::good : code == 125 ? Verdict::skipped : Verdict::bad;
    constexpr const char* kSaid[] = {" is good", " is bad", " cannot be told"};
    session_.say("trace '" + id + "'" + kSaid[static_cast<int>(said)]);
    return known_[at] = said;
  }

  Session& session_;
  const std::vector<std::int64_t>& runs_;
  RunFile file_;
  std::map<std::size_t, Verdict> known_;
};

}  // namespace

Bisected bisect_by_command(Session& session, const std::vector<std::int64_t>& runs, Ends ends) {
  return Search(session, runs).find(ends);
}

}  // namespace trace::tools
