#include "log-sanitize/run.h"

#include "digest/blake2b.h"
#include "digest/key_file.h"
#include "log-sanitize/filter.h"
#include "log-sanitize/report.h"
#include "log-sanitize/test_rules.h"

#include "base/fd.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/render_help.h"
#include "common/terminal.h"
#include "sanitize/sanitizer.h"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace trace::tools {
namespace {

using cli::Exit;

constexpr std::size_t kChunk = 256 << 10;
constexpr std::size_t kMostRules = 4 << 20;

sanitize::Strategy strategy_of(SanitizeStrategy strategy) {
  switch (strategy) {
    case SanitizeStrategy::mask:
      return sanitize::Strategy::mask;
    case SanitizeStrategy::remove:
      return sanitize::Strategy::remove;
    case SanitizeStrategy::hash:
      return sanitize::Strategy::hash;
  }
  return sanitize::Strategy::mask;
}

// The key is read, and made, only when a strategy needs it.
std::string read_key(const SanitizeOptions& options) {
  const std::string path = cli::key_path(options.key_file, cli::Environment::of_process());
  digest::digest_init();
  const digest::Key256 key = digest::read_or_create_key_file(path).or_throw();
  return std::string(digest::bytes_of(key));
}

sanitize::Sanitizer compile(const SanitizeOptions& options) {
  sanitize::SanitizerOptions rules;
  if (options.strategy) {
    rules.strategy = strategy_of(*options.strategy);
    rules.strategy_for_all = true;
  }
  rules.fields = options.fields;
  rules.allow = options.allow;
  rules.enable = options.enable;
  rules.disable = options.disable;
  if (!options.rules.empty()) rules.rules_text = base::read_file(options.rules, kMostRules);
  const bool hashes = options.strategy == SanitizeStrategy::hash ||
                      rules.rules_text.find("\"hash\"") != std::string::npos;
  const bool only_rules = options.list_rules || options.test_rules;
  if ((hashes || !options.report.empty()) && !only_rules) rules.key = read_key(options);
  if (rules.key.empty()) rules.key = hashes ? std::string(32, '\0') : std::string();
  return sanitize::Sanitizer::compile(rules).or_throw();
}

// Whatever is done with one input; the exit code grows to the worst one.
class Job {
 public:
  Job(const SanitizeOptions& options, const sanitize::Sanitizer& sanitizer)
      : options_(options), sanitizer_(sanitizer), report_(options.report) {}

  void run(const std::string& file) {
    const bool standard = file == "-";
    const base::Fd input = standard ? base::Fd() : base::open_file(file, O_RDONLY);
    const int fd = standard ? STDIN_FILENO : input.get();
    if (!options_.in_place) return copy(file, fd, options_.check ? -1 : STDOUT_FILENO);
    base::AtomicFile target(file);
    const std::uint64_t before = found_;
    copy(file, fd, target.fd());
    if (found_ != before) target.commit();
  }
  void close() { report_.close(); }
  std::uint64_t found() const { return found_; }
  bool has_unscanned() const { return has_unscanned_; }

 private:
  void copy(const std::string& file, int from, int to) {
    Filter filter(sanitizer_, options_.format);
    std::string chunk(kChunk, '\0');
    std::string out;
    while (true) {
      const ssize_t size = ::read(from, chunk.data(), chunk.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) base::throw_system(errno, "cannot read '" + file + "'");
      if (size == 0) break;
      filter.feed({chunk.data(), static_cast<std::size_t>(size)}, out);
      pass_on(file, filter, out, to);
    }
    filter.finish(out);
    pass_on(file, filter, out, to);
    found_ += filter.found();
    has_unscanned_ = has_unscanned_ || filter.has_unscanned();
  }
  void pass_on(const std::string& file, Filter& filter, std::string& out, int to) {
    if (to >= 0 && !out.empty()) base::write_all(to, out, "the output");
    out.clear();
    report_.add(file, filter.take_findings());
  }

  const SanitizeOptions& options_;
  const sanitize::Sanitizer& sanitizer_;
  Report report_;
  std::uint64_t found_ = 0;
  bool has_unscanned_ = false;
};

std::optional<Exit> refuse(const SanitizeOptions& options, const cli::Command& command) {
  const bool from_stdin = options.files.empty() || options.files == std::vector<std::string>{"-"};
  if (options.in_place && (options.files.empty() || options.check)) {
    throw base::Failure(base::Errc::bad_usage, options.check
                                                   ? "--check and --in-place exclude each other"
                                                   : "--in-place needs the names of files");
  }
  for (const std::string& file : options.files) {
    if (options.in_place && file == "-") {
      throw base::Failure(base::Errc::bad_usage, "--in-place cannot rewrite stdin");
    }
  }
  if (!from_stdin || !options.files.empty() || !cli::is_terminal(STDIN_FILENO)) return std::nullopt;
  base::write_all(STDERR_FILENO, cli::render_short_help(command), "the help");
  return Exit::usage;
}

// Go on with the other files when one cannot be read; the first failure gives the exit code.
Exit run_all(const SanitizeOptions& options, Job& job) {
  Exit code = Exit::ok;
  const std::vector<std::string> files =
      options.files.empty() ? std::vector<std::string>{"-"} : options.files;
  for (const std::string& file : files) {
    try {
      job.run(file);
    } catch (const base::Failure& failure) {
      if (files.size() == 1) throw;
      cli::print_message("log-sanitize", failure.what());
      if (code == Exit::ok) code = cli::exit_of(failure.code());
    }
  }
  job.close();
  if (code != Exit::ok) return code;
  if (job.has_unscanned()) {
    cli::print_message("log-sanitize",
                       "some text could not be scanned; it became [REDACTED:unscanned]");
    return Exit::rejected;
  }
  return options.check && job.found() > 0 ? Exit::no : Exit::ok;
}

}  // namespace

int run(SanitizeOptions& options, cli::Command& command) {
  const bool only_rules = options.list_rules || options.test_rules;
  if (!only_rules) {
    if (const auto code = refuse(options, command)) return cli::exit_number(*code);
  }
  const sanitize::Sanitizer sanitizer = compile(options);
  if (options.list_rules) {
    base::write_all(STDOUT_FILENO, rules_table(sanitizer.rules()), "the list of rules");
    return cli::exit_number(Exit::ok);
  }
  if (options.test_rules) return cli::exit_number(test_rules(options.rules, sanitizer));
  Job job(options, sanitizer);
  const Exit code = run_all(options, job);
  if (options.messages.verbose) {
    cli::print_message("log-sanitize", std::to_string(job.found()) + " secrets replaced");
  }
  return cli::exit_number(code);
}

}  // namespace trace::tools
