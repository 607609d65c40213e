#include "trace-record/child_process.h"

#include "trace-record/process_tree.h"

#include "base/error.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace trace::tools {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

// Our environment with those variables in place of ours of the same name.
std::vector<std::string> environment_with(const std::vector<std::string>& variables) {
  std::vector<std::string> out = variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    bool is_replaced = false;
    for (const std::string& own : variables) is_replaced |= name_of(own) == name_of(*entry);
    if (!is_replaced) out.emplace_back(*entry);
  }
  return out;
}

void copy_size(int from, int to) noexcept {
  winsize size{};
  if (::ioctl(from, TIOCGWINSZ, &size) == 0) ::ioctl(to, TIOCSWINSZ, &size);
}

// What posix_spawn is told; destroyed with the object.
class SpawnPlan {
 public:
  explicit SpawnPlan(const ChildSignals& signals) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &signals.mask_before());
    posix_spawnattr_setsigdefault(&attributes_, &signals.to_default());
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  void put(int fd, int as) {
    if (fd >= 0) posix_spawn_file_actions_adddup2(&actions_, fd, as);
  }
  int spawn(pid_t& pid, std::vector<std::string> command, std::vector<std::string> variables) {
    const auto argv = pointers_to(command);
    const auto envp = pointers_to(variables);
    return ::posix_spawnp(&pid, argv[0], &actions_, &attributes_, argv.data(), envp.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

ChildProcess::Channel ChildProcess::make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) base::throw_system(errno, "cannot make a pipe");
  return {base::Fd(ends[0]), base::Fd(ends[1]), -1};
}

ChildProcess::Channel ChildProcess::make_terminal(int like) {
  Channel channel;
  channel.like = like;
  channel.ours = base::Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::array<char, 64> name{};
  const bool made = channel.ours && ::grantpt(channel.ours.get()) == 0 &&
                    ::unlockpt(channel.ours.get()) == 0 &&
                    ::ptsname_r(channel.ours.get(), name.data(), name.size()) == 0;
  if (!made) return make_pipe();
  channel.theirs = base::Fd(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!channel.theirs) return make_pipe();
  // Our own terminal turns line feeds into new lines; this one hands them on as they are.
  termios modes{};
  if (::tcgetattr(like, &modes) == 0) {
    modes.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    modes.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(channel.theirs.get(), TCSANOW, &modes);
  }
  copy_size(like, channel.ours.get());
  return channel;
}

ChildProcess::ChildProcess(Output output) {
  if (output == Output::inherited) return;
  const bool shown = output == Output::captured;
  out_ = shown && ::isatty(STDOUT_FILENO) == 1 ? make_terminal(STDOUT_FILENO) : make_pipe();
  err_ = shown && ::isatty(STDERR_FILENO) == 1 ? make_terminal(STDERR_FILENO) : make_pipe();
}

int ChildProcess::start(const std::vector<std::string>& command,
                        const std::vector<std::string>& variables, const ChildSignals& signals) {
  SpawnPlan plan(signals);
  plan.put(out_.theirs.get(), STDOUT_FILENO);
  plan.put(err_.theirs.get(), STDERR_FILENO);
  const std::vector<std::string> all = environment_with(variables);
  int error = plan.spawn(pid_, command, all);
  // A script without a first line that names its interpreter is one for the shell (execvp(3)).
  if (error == ENOEXEC && command.front().find('/') != std::string::npos) {
    std::vector<std::string> script{"/bin/sh"};
    script.insert(script.end(), command.begin(), command.end());
    error = plan.spawn(pid_, std::move(script), all);
  }
  if (error != 0) pid_ = 0;
  out_.theirs.reset();
  err_.theirs.reset();
  return error;
}

std::optional<int> ChildProcess::ended() {
  int status = 0;
  if (!status_ && pid_ > 0 && ::waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
  return status_;
}

void ChildProcess::kill(int number) noexcept {
  if (pid_ > 0 && !status_) ::kill(pid_, number);
}

void ChildProcess::kill_tree(int number) noexcept {
  if (pid_ <= 0 || status_) return;
  // A shell whose command ended would go on with its next one: those above go first.
  const auto below = descendants_of(pid_);
  ::kill(pid_, number);
  for (const pid_t pid : below) ::kill(pid, number);
}

void ChildProcess::resize() noexcept {
  for (const Channel* channel : {&out_, &err_})
    if (channel->like >= 0) copy_size(channel->like, channel->ours.get());
}

int exit_of_start_error(int error) noexcept { return error == ENOENT ? 127 : 126; }

int become(const std::vector<std::string>& command) {
  std::vector<std::string> words = command;
  const auto argv = pointers_to(words);
  ::execvp(argv[0], argv.data());
  return errno;
}

}  // namespace trace::tools
