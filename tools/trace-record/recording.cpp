#include "trace-record/recording.h"

#include "digest/random.h"
#include "trace-record/dialect_choice.h"
#include "trace-record/recording_parts.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/message.h"
#include "common/shared_options.h"
#include "ingest/log_rows.h"
#include "json/writer.h"
#include "model/ids.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace trace::tools {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kReadSize = 256 << 10;
constexpr std::chrono::milliseconds kSettle{200};  // silence after which a dialect is decided
constexpr base::DurationMs kDecideWithin{500};     // the same for an input that never pauses
constexpr std::size_t kMaxKnown = 100'000;         // ids that are remembered

std::string new_id(base::UnixMicros at) {
  std::array<std::uint8_t, 10> random{};
  digest::random_bytes(random);
  return model::new_uuid7(at, random);
}

// Logs and texts never say how they end: the end of input does.
bool says_its_end(std::string_view dialect) {
  constexpr std::array<std::string_view, 6> kSilent{"native",   "jsonl",  "text",
                                                    "journald", "syslog", "aider"};
  return std::find(kSilent.begin(), kSilent.end(), dialect) == kSilent.end();
}

}  // namespace

Recording::Recording(const RecordOptions& options, const cli::Environment& environment,
                     RecordingSpec spec)
    : options_(options),
      environment_(environment),
      spec_(std::move(spec)),
      db_path_(cli::store_path(options.store, environment)),
      sanitizer_(sanitizer_of(options, environment)),
      rules_(keep_rules_of(options, environment, sanitizer_)),
      self_(store::this_process()),
      queue_(queue_limits_of(options)),
      maker_(queue_),
      delivery_(delivery_ports_of(options, environment), queue_limits_of(options).overflow),
      writer_(
          queue_, delivery_, writer_options_of(options),
          [this](auto batches) { after_write(batches); }, [this] { delivery_.tick(); }),
      started_(Steady::now()),
      last_input_(started_),
      last_metrics_(started_) {
  if (!options.input.rejects.empty())
    rejects_ = base::open_file(options.input.rejects, O_WRONLY | O_CREAT | O_APPEND, 0600);
  rules_.stops_at_reject = options.input.strict;
  buffer_.resize(kReadSize);
  for (auto& stream : spec_.streams) add_stream(stream);
  if (spec_.told_of_spool) delivery_.leave_unsaid();
  writer_thread_ = std::thread([this] { writer_.run(); });
  if (!spec_.trace.empty()) open_fixed_trace();
}

Recording::~Recording() {
  if (is_finished_) return;
  delivery_.give_up();
  queue_.close();
  writer_thread_.join();
}

void Recording::add_stream(StreamSpec spec) {
  ingest::InputFacts facts{spec.kind, new_id(clock_.now()), spec.name};
  facts.hold = static_cast<std::size_t>(std::min<std::int64_t>(options_.input.max_line, 1 << 20));
  facts.framing = framing_of(spec.format);
  facts.decide_within = kDecideWithin;
  ingest::DialectContext context;
  context.trace = spec_.trace.empty() ? options_.fields.id : spec_.trace;
  context.fresh = context.trace.empty() ? new_id(clock_.now()) : context.trace;
  context.keep_content = rules_.keep_content;
  context.eof_status =
      model::parse_run_status(options_.input.eof_status).value_or(model::RunStatus::success);
  auto choice = make_choice(spec.format, context);
  auto feed = std::make_unique<ingest::LineFeed>(facts, std::move(choice), rules_, *this, maker_);
  streams_.push_back({std::move(spec), std::move(feed), true});
}

// The trace of `run`, and of --id: seen before its first line.
void Recording::open_fixed_trace() {
  model::TraceChange change;
  change.id = spec_.trace;
  change.status = model::RunStatus::running;
  change.started_at = clock_.now();
  auto recorder = on_trace(change, "");
  maker_.add_change(std::move(change));
  if (recorder) maker_.add_change(std::move(*recorder));
  maker_.hand_over();
}

// ---- reading ----------------------------------------------------------------------------------

bool Recording::pump(int signal_fd, std::chrono::milliseconds wait) {
  std::array<pollfd, 4> fds{};
  nfds_t count = 0;
  for (const auto& stream : streams_)
    if (stream.is_open) fds[count++] = {stream.spec.in, POLLIN, 0};
  if (count == 0) return false;
  fds[count] = {signal_fd, POLLIN, 0};
  // What was read and lies here is handed over as soon as nothing more comes at once.
  int ready = ::poll(fds.data(), count + 1, 0);
  if (ready == 0) {
    maker_.hand_over();
    ready = ::poll(fds.data(), count + 1, static_cast<int>(std::min(wait, kSettle).count()));
  }
  if (ready == 0 && silence() >= kSettle)
    for (auto& stream : streams_) stream.feed->settle(clock_.now());
  nfds_t i = 0;
  for (auto& stream : streams_)
    if (stream.is_open && fds[i++].revents != 0) read(stream);
  note_losses();
  write_metrics_now_and_then();
  return true;
}

void Recording::read(Stream& stream) {
  const ssize_t n = ::read(stream.spec.in, buffer_.data(), buffer_.size());
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  // A pty whose other end is closed says EIO: that is its end of file.
  if (n <= 0) {
    if (n < 0 && errno != EIO) {
      read_failed_ = true;
      cli::print_message("trace-record",
                         "cannot read " + stream.spec.name + ": " + std::strerror(errno));
    }
    stream.is_open = false;
    return;
  }
  last_input_ = Steady::now();
  const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(n));
  pass_on(stream, bytes);
  stream.feed->take(bytes, clock_.now());
}

void Recording::pass_on(Stream& stream, std::string_view bytes) {
  if (stream.spec.out < 0) return;
  try {
    base::write_all(stream.spec.out, bytes, "stdout");
  } catch (const base::Failure& failure) {
    // Nobody reads any more: recording goes on. Anything else is said once.
    if (errno != EPIPE) {
      pass_failed_ = true;
      cli::print_message("trace-record", failure.what());
    }
    stream.spec.out = -1;
  }
}

std::chrono::milliseconds Recording::silence() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - last_input_);
}

// ---- what the feeds tell ----------------------------------------------------------------------

void Recording::complete_first(model::TraceChange& change) {
  const auto& f = options_.fields;
  const auto fill = [](std::string& to, const std::string& from) {
    if (!from.empty()) to = from;
  };
  fill(change.title, f.title);
  fill(change.source_ref, f.source_ref);
  fill(change.session_id, f.session);
  fill(change.message_id, f.message_id);
  fill(change.client_message_id, f.client_message_id);
  fill(change.mode, f.mode);
  fill(change.metadata, with_tags(change.metadata, f.tags));
}

std::optional<ingest::RecorderChange> Recording::on_trace(model::TraceChange& change,
                                                          std::string_view dialect) {
  remember_end(change);
  if (change.id == spec_.trace && change.status && model::is_end(*change.status))
    return std::nullopt;
  // A title that was given stays, also when the dialect finds one later.
  if (change.id == first_trace_ && !options_.fields.title.empty()) change.title.clear();
  if (!known_traces_.insert(change.id).second) return std::nullopt;
  if (known_traces_.size() > kMaxKnown) known_traces_.clear();
  if (spec_.prints_ids) print_id(change.id);
  const bool is_first = first_trace_.empty();
  if (is_first) first_trace_ = change.id;
  const ingest::RecorderChange recorder{change.id, self_.boot_id, self_.pid_ns, self_.pid,
                                        self_.pid_start};
  if (dialect == "native") {
    if (change.status && model::is_end(*change.status)) return std::nullopt;
    if (native_traces_.size() < kMaxKnown) native_traces_.insert(change.id);
    return recorder;
  }
  if (is_first) complete_first(change);
  if (change.source.empty()) change.source = options_.fields.source;
  if (change.actor.empty()) change.actor = options_.fields.actor;
  if (change.parent.empty()) change.parent = parent_of(options_, environment_, change.id);
  if (change.cwd.empty()) change.cwd = working_folder();
  if (change.host.empty()) change.host = host_name();
  change.trace_level = rules_.keep;
  change.switch_source = spec_.switch_source;
  return recorder;
}

void Recording::on_reject(std::string_view line) {
  if (options_.input.strict) stop_ = true;
  if (!rejects_) return;
  base::write_all(rejects_.get(), std::string(line) + "\n", "the rejects");
}

void Recording::on_request(const model::Request& request) {
  const auto& t = request.tokens;
  if (request.cost_nusd) cost_nusd_ = std::max(cost_nusd_, *request.cost_nusd);
  if (!options_.limits.max_tokens || !known_requests_.insert(request.id).second) return;
  if (known_requests_.size() > kMaxKnown) known_requests_.clear();
  tokens_ += t.input.value_or(0) + t.cache_read.value_or(0) + t.cache_write.value_or(0) +
             t.output.value_or(0);
}

// The trace is known before any input says a word.
void Recording::note_on_fixed_trace(std::string_view type, model::Level level,
                                    std::string_view message) {
  if (rules_.keep == model::Keep::summary) return;
  std::string line;
  json::Writer writer(line);
  writer.begin_object().key("kind").string("event").key("trace").string(spec_.trace);
  writer.key("type").string(type).key("level").string(model::name(level));
  writer.key("message").string(message).end_object();
  ingest::LogRow row;
  row.trace = spec_.trace;
  row.type = type;
  row.level = level;
  row.at = clock_.now();
  row.line = line;
  ingest::add_log_row(maker_.batch(), row, maker_.salts());
}

void Recording::note(std::string_view type, model::Level level, std::string_view message) {
  cli::print_message("trace-record", message);
  if (!spec_.trace.empty())
    note_on_fixed_trace(type, level, message);
  else if (!streams_.empty())
    streams_.front().feed->note(type, level, message, clock_.now());
  maker_.hand_over();
}

// ---- the end ----------------------------------------------------------------------------------

void Recording::revise(model::TraceChange& change, std::string_view dialect,
                       const RecordingEnd& end) {
  if (!end.status) return;
  // What the input itself reported stays, unless the caller watched the process that wrote it.
  const bool reported = says_its_end(dialect) && change.ending == model::Ending::reported;
  if (reported && spec_.ends_traces) return;
  if (!reported || *change.status == model::RunStatus::success ||
      end.status == model::RunStatus::canceled || end.status == model::RunStatus::timeout) {
    change.error_code = end.error_code;
    change.error_message = end.error_message;
  }
  change.status = end.status;
  change.ending = model::Ending::reported;
}

void Recording::end_fixed_trace(const RecordingEnd& end) {
  model::TraceChange change;
  change.id = spec_.trace;
  change.status = end.status.value_or(model::RunStatus::success);
  change.ended_at = clock_.now();
  change.error_code = end.error_code;
  change.error_message = end.error_message;
  ended_ = {change.status, change.error_code, {}};
  maker_.add_change(std::move(change));
}

// Their source goes on, or another recorder will: from now on they are judged by silence.
void Recording::leave_native_traces() {
  for (const auto& id : native_traces_)
    maker_.add_change(ingest::RecorderChange{id, "", 0, ingest::RecorderChange::kLeaves, 0});
}

int Recording::finish(const RecordingEnd& end) {
  const auto now = clock_.now();
  for (auto& stream : streams_)
    stream.feed->finish(now, [&](model::TraceChange& change, std::string_view dialect) {
      revise(change, dialect, end);
    });
  if (!spec_.ends_traces && !spec_.trace.empty()) end_fixed_trace(end);
  leave_native_traces();
  note_losses();
  maker_.hand_over();
  queue_.close();
  writer_thread_.join();
  is_finished_ = true;
  delivery_.finish();
  write_metrics();
  say_what_was_odd();
  say_how_it_ended();
  return exit_code();
}

void Recording::say_what_was_odd() const {
  if (options_.messages.quiet) return;
  std::uint64_t rejected = 0;
  for (const auto& stream : streams_) rejected += stream.feed->counters().rejected;
  if (rejected == 0) return;
  const std::string text =
      rejected == 1
          ? "1 line was not understood; it is kept as it came"
          : std::to_string(rejected) + " lines were not understood; they are kept as they came";
  cli::print_message("trace-record", text);
}

int Recording::exit_code() const {
  const auto& counters = delivery_.counters();
  if (counters.lost > 0 || pass_failed_ || read_failed_) return 74;
  if (counters.spooled > 0) return 75;
  for (const auto& stream : streams_)
    if (stream.feed->counters().rejected > 0) return 65;
  return 0;
}

}  // namespace trace::tools
