#include "trace-record/run_child.h"

#include "digest/random.h"
#include "trace-record/child_process.h"
#include "trace-record/new_trace.h"
#include "trace-record/recording.h"
#include "trace-record/run_loop.h"

#include "base/error.h"
#include "base/fd.h"
#include "base/utf8.h"
#include "json/writer.h"
#include "model/ids.h"

#include <climits>

#include <array>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

constexpr int kExitRecorderFailed = 125;
constexpr std::size_t kTitleBytes = 80;

// `00-<trace>-<span>-01` (W3C Trace Context); the trace is the UUID, else a hash of the id.
std::string traceparent_of(const std::string& id) {
  std::string trace = model::trace_hex(id);
  if (trace.empty()) trace = digest::hex(digest::bytes_of(digest::blake2b128(id)));
  std::array<std::uint8_t, 8> span{};
  digest::random_bytes(span);
  return "00-" + trace + "-" + digest::hex(digest::bytes_of(span)) + "-01";
}

std::string absolute(const std::string& path) {
  std::array<char, PATH_MAX> folder{};
  if (path.starts_with('/') || ::getcwd(folder.data(), folder.size()) == nullptr) return path;
  return std::string(folder.data()) + "/" + path;
}

std::vector<std::string> variables_of(const VerbContext& context, const std::string& id) {
  return {"TRACE_ID=" + id, "TRACE_DB=" + absolute(context.path()),
          "TRACEPARENT=" + traceparent_of(id)};
}

// The words of the command, for a title and as parameters.
std::string words_of(const std::vector<std::string>& command) {
  std::string out;
  for (const std::string& word : command) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string params_of(const std::vector<std::string>& command) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("argv").begin_array();
  for (const std::string& word : command) writer.string(word);
  writer.end_array().end_object();
  return out;
}

struct Opened {
  std::string id;
  bool waits;  // in the spool
};

// Open the trace before the command starts: what it logs about itself must find it.
Opened open_trace(VerbContext& context, const ingest::SwitchDecision& decision) {
  RecordOptions& options = context.options();
  settle_fields(context);
  const Scrubber scrubber(options, context.environment());
  model::TraceChange trace = new_trace(context, scrubber, decision);
  trace.params = params_of(options.child);
  scrubber.clean(trace.params);
  if (trace.title.empty()) {
    trace.title = words_of(options.child);
    scrubber.clean(trace.title);
    trace.title = base::cut_utf8(trace.title, kTitleBytes);
  }
  // The recording completes the same trace: it is told what was found out here.
  options.fields.id = trace.id;
  options.fields.title = trace.title;
  ingest::Batch batch;
  batch.trace_index(trace.id);
  batch.is_urgent = true;
  batch.changes.push_back({0, std::move(trace)});
  const cli::Exit exit = context.deliver(batch);
  if (exit == cli::Exit::io) throw Failure(Errc::io, "the trace cannot be opened");
  context.close();
  return {options.fields.id, exit == cli::Exit::waiting};
}

// Go on in the background as the leader of a session of its own; false in the process that stays.
bool go_behind() {
  const pid_t pid = ::fork();
  if (pid < 0) base::throw_system(errno, "cannot go on in the background");
  if (pid > 0) return false;
  ::setsid();
  const base::Fd nothing = base::open_file("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing.get(), fd);
  return true;
}

int not_started(const VerbContext& context, int error) {
  context.say("cannot run '" + context.options().child.front() + "': " + std::strerror(error));
  return exit_of_start_error(error);
}

// Nothing is recorded: we become the command, unless there is a time to look at.
int run_unrecorded(VerbContext& context) {
  const RecordOptions& options = context.options();
  const bool is_watched = options.limits.timeout || options.detach;
  if (!is_watched) return not_started(context, become(options.child));
  if (options.detach && !go_behind()) {
    base::write_all(STDOUT_FILENO, "\n", "standard output");
    return 0;
  }
  ChildSignals signals;
  ChildProcess child(ChildProcess::Output::inherited);
  if (const int error = child.start(options.child, {}, signals); error != 0)
    return not_started(context, error);
  return RunLoop(context, signals, child, nullptr).run().exit;
}

RecordingSpec spec_of(const RecordOptions& options, const ChildProcess& child,
                      const ingest::SwitchDecision& decision) {
  const auto out = [&](int fd) { return options.detach ? -1 : fd; };
  RecordingSpec spec;
  spec.streams.push_back(
      {child.stdout_fd(), out(STDOUT_FILENO), 2, "stdout", options.input.format});
  spec.streams.push_back({child.stderr_fd(), out(STDERR_FILENO), 3, "stderr", "text"});
  spec.trace = options.fields.id;
  spec.switch_source = ingest::name(decision.source);
  spec.ends_traces = false;
  return spec;
}

// Trouble of the recorder is said, and changes nothing for whoever called the command.
void end_recording(const VerbContext& context, Recording& recording, const RunOutcome& outcome) {
  try {
    recording.finish(outcome.end);
  } catch (const Failure& failure) {
    context.say(failure.what());
  }
}

int run_recorded(VerbContext& context, const ingest::SwitchDecision& decision) {
  const RecordOptions& options = context.options();
  const auto [id, waits] = open_trace(context, decision);
  if (options.detach && !go_behind()) {
    base::write_all(STDOUT_FILENO, id + "\n", "standard output");
    return 0;
  }
  ChildSignals signals;
  ChildProcess child(options.detach ? ChildProcess::Output::detached
                                    : ChildProcess::Output::captured);
  RecordingSpec spec = spec_of(options, child, decision);
  spec.told_of_spool = waits;
  Recording recording(options, context.environment(), std::move(spec));
  const int error = child.start(options.child, variables_of(context, id), signals);
  if (error != 0) {
    not_started(context, error);
    const RunOutcome outcome = outcome_of_start(error);
    end_recording(context, recording, outcome);
    return outcome.exit;
  }
  RunLoop loop(context, signals, child, &recording);
  const RunOutcome outcome = loop.run();
  end_recording(context, recording, outcome);
  loop.leave_streams();
  return outcome.exit;
}

}  // namespace

int run_child(VerbContext& context) {
  try {
    const ingest::SwitchDecision decision = context.decide();
    return decision.record ? run_recorded(context, decision) : run_unrecorded(context);
  } catch (const Failure& failure) {
    if (failure.code() == Errc::bad_usage) throw;
    context.say(failure.what());
    return kExitRecorderFailed;
  }
}

}  // namespace trace::tools
