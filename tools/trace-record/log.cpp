#include "trace-record/native_event.h"
#include "trace-record/trace_choice.h"
#include "trace-record/verbs.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/terminal.h"
#include "json/document.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;

constexpr std::size_t kRowsOfCommit = 500;
constexpr std::size_t kLongestLine = 16U << 20;
constexpr int kLingerMs = 20;
constexpr std::int64_t kLongestWaitUs = 200'000;
constexpr std::string_view kCutType = "cut";

// Read standard input until it ends and hand on its lines, without the line feeds.
class Lines {
 public:
  template <typename OnLine, typename OnPause>
  void each(const OnLine& on_line, const OnPause& on_pause) {
    std::array<char, 65'536> chunk;
    while (true) {
      const ssize_t size = ::read(STDIN_FILENO, chunk.data(), chunk.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) base::throw_system(errno, "cannot read standard input");
      if (size == 0) break;
      split({chunk.data(), static_cast<std::size_t>(size)}, on_line);
      if (!has_more()) on_pause();
    }
    if (!rest_.empty()) on_line(rest_);
    on_pause();
  }

 private:
  template <typename OnLine>
  void split(std::string_view bytes, const OnLine& on_line) {
    for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
      rest_.append(bytes.substr(0, end));
      if (rest_.ends_with('\r')) rest_.pop_back();
      on_line(rest_);
      rest_.clear();
      bytes.remove_prefix(end + 1);
    }
    rest_.append(bytes);
    if (rest_.size() < kLongestLine) return;
    on_line(rest_);
    rest_.clear();
  }
  static bool has_more() {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return ::poll(&input, 1, kLingerMs) > 0;
  }
  std::string rest_;
};

// Events of one trace, up to --max-events; then errors only, and one event that says so.
class Log {
 public:
  Log(VerbContext& context, const ChosenTrace& trace)
      : context_(context),
        trace_(trace),
        scrubber_(context.options(), context.environment()),
        events_(trace.id, trace.keep, context.options().keep.max_payload, scrubber_),
        count_(trace.event_count) {
    batch_.trace_index(trace.id);
  }

  void add(std::string message, std::string payload) {
    const LifeOptions& life = context_.options().life;
    NativeEvent event;
    if (!life.type.empty()) event.type = life.type;
    event.level = static_cast<model::Level>(life.severity.value_or(EventSeverity::info));
    event.at = context_.now();
    event.message = std::move(message);
    event.payload = std::move(payload);
    const bool is_error = event.level == model::Level::error;
    if (!is_error && !has_room(event.at)) return;
    ++count_;
    events_.add(batch_, std::move(event));
    const bool is_late = context_.now().v - batch_.first_at.v > kLongestWaitUs;
    if (batch_.rows.size() >= kRowsOfCommit || is_late) flush();
  }
  void flush() {
    code_ = std::max(code_, cli::exit_number(context_.deliver(batch_)));
    batch_.clear();
    batch_.trace_index(trace_.id);
  }
  int code() const { return code_; }

 private:
  bool has_room(base::UnixMicros at) {
    const auto most = context_.options().keep.max_events;
    if (!most || count_ < *most) return true;
    if (!std::exchange(is_cut_said_, true) && !was_cut_before(*most)) say_cut(at, *most);
    return false;
  }
  // Only errors and the note itself come after the limit: few rows.
  bool was_cut_before(std::int64_t most) {
    store::Database* db = context_.reader();
    if (db == nullptr || count_ <= most) return false;
    store::Statement find(*db,
                          "SELECT 1 FROM events e JOIN traces t ON t.id = e.trace JOIN dict d ON "
                          "d.id = e.type WHERE t.uid = ?1 AND e.seq >= ?2 AND d.name = ?3 LIMIT 1");
    return find.with(trace_.id, most, kCutType).step().has_value();
  }
  void say_cut(base::UnixMicros at, std::int64_t most) {
    NativeEvent note;
    note.type = kCutType;
    note.level = model::Level::warn;
    note.at = at;
    note.message = "more events than --max-events keeps";
    note.payload = "{\"max_events\":" + std::to_string(most) + "}";
    ++count_;
    events_.add(batch_, std::move(note));
  }

  VerbContext& context_;
  const ChosenTrace& trace_;
  Scrubber scrubber_;
  NativeEvents events_;
  ingest::Batch batch_;
  std::int64_t count_;
  bool is_cut_said_ = false;
  int code_ = 0;
};

void check_json(const std::string& text) {
  json::Document document;
  if (!text.empty() && !document.parse(text))
    throw Failure(Errc::bad_usage, "bad value for --payload: expected JSON");
}

std::string message_of(const std::vector<std::string>& operands) {
  std::string message;
  for (std::size_t i = 1; i < operands.size(); ++i) message += (i > 1 ? " " : "") + operands[i];
  return message;
}

bool reads_lines(const VerbContext& context) {
  const RecordOptions& options = context.options();
  if (options.operands.size() == 2 && options.operands[1] == "-") return true;
  const LifeOptions& life = options.life;
  const bool says_nothing =
      options.operands.size() == 1 && life.type.empty() && life.payload.empty();
  if (says_nothing && cli::is_terminal(STDIN_FILENO))
    throw Failure(Errc::bad_usage, "expected a message, --type, --payload, or lines on stdin");
  return says_nothing;
}

// Nothing is recorded: whoever writes to us must not notice.
int pass_over(bool has_lines) {
  if (has_lines) Lines().each([](const std::string&) {}, [] {});
  return cli::exit_number(cli::Exit::ok);
}

}  // namespace

int log_events(VerbContext& context) {
  const RecordOptions& options = context.options();
  check_json(options.life.payload);
  const bool has_lines = reads_lines(context);
  const auto trace = choose_trace(context, options.operands.front());
  const bool is_kept = trace && trace->keep != model::Keep::summary;
  if (!is_kept || context.is_switched_off()) return pass_over(has_lines);
  Log log(context, *trace);
  if (has_lines)
    Lines().each([&](const std::string& line) { log.add(line, options.life.payload); },
                 [&] { log.flush(); });
  else
    log.add(message_of(options.operands), options.life.payload);
  log.flush();
  return log.code();
}

}  // namespace trace::tools
