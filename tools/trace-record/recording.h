// A recording: some input descriptors, passed through and recorded as one pipeline of two threads
// until they end. The stdin of `trace-record` and the child of `trace-record run` are recordings.
// For the main thread.
#pragma once

#include "digest/key_file.h"
#include "trace-record/options.h"

#include "common/environment.h"
#include "common/progress.h"
#include "ingest/batch_maker.h"
#include "ingest/batch_queue.h"
#include "ingest/line_feed.h"
#include "ingest/writer.h"
#include "store/delivery.h"
#include "store/liveness.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace trace::tools {

// One input of a recording.
struct StreamSpec {
  int in = 0;             // read until its end; not closed
  int out = -1;           // what was read goes there first; -1: nowhere
  std::uint8_t kind = 0;  // schema.sql, inputs.kind
  std::string name;
  std::string format;  // a dialect or `auto`
};

struct RecordingSpec {
  std::vector<StreamSpec> streams;
  std::string
      trace;  // id of the trace that is there already or will be; empty: the dialect decides
  bool prints_ids = false;     // one trace id a line on stdout
  std::string switch_source;   // why it is recorded
  bool told_of_spool = false;  // people know that the store is away
  bool ends_traces = true;     // at the end of input; false: the caller says how it ended
};

// How a recording ended, when the caller knows better than the input.
struct RecordingEnd {
  std::optional<model::RunStatus> status;
  std::string error_code, error_message;
};

class Recording final : public ingest::FeedListener {
 public:
  // Throws Failure for wrong options (rules, key, format).
  Recording(const RecordOptions& options, const cli::Environment& environment, RecordingSpec spec);
  ~Recording() override;

  // Wait for input, a signal on `signal_fd` or `wait`, and take what came. False: all inputs have
  // ended.
  bool pump(int signal_fd, std::chrono::milliseconds wait);
  // End the inputs and the traces, wait for the writer, close the store. Returns 0, 65, 74 or 75.
  int finish(const RecordingEnd& end);
  // Add an event of the recorder itself and tell people.
  void note(std::string_view type, model::Level level, std::string_view message);
  // Commit and write the metrics.
  void flush();
  // Go by options that were read again: open the store and the rejects anew, use new rules and
  // limits. Throws Failure and changes nothing when the rules cannot be used.
  void renew();
  // From then on the store is not waited for: the rest goes to the spool.
  void hurry(std::chrono::seconds in);
  // Called now and then while the input waits for room; must not touch the recording except
  // hurry(). Set before the first pump().
  void while_waiting(std::function<void()> look);

  // Time since bytes came last.
  std::chrono::milliseconds silence() const;
  bool must_stop() const noexcept { return stop_; }  // --strict met a line
  bool could_read() const noexcept { return !read_failed_; }
  double cost_usd() const noexcept { return static_cast<double>(cost_nusd_) / 1e9; }
  std::int64_t tokens() const noexcept { return tokens_; }
  cli::ProgressCount progress() const;
  const std::string& trace() const noexcept { return first_trace_; }

 private:
  struct Stream {
    StreamSpec spec;
    std::unique_ptr<ingest::LineFeed> feed;
    bool is_open = true;
  };
  std::optional<ingest::RecorderChange> on_trace(model::TraceChange& change,
                                                 std::string_view dialect) override;
  void on_reject(std::string_view line) override;
  void on_request(const model::Request& request) override;

  void add_stream(StreamSpec spec);
  void read(Stream& stream);
  void pass_on(Stream& stream, std::string_view bytes);
  void complete_first(model::TraceChange& change);
  void revise(model::TraceChange& change, std::string_view dialect, const RecordingEnd& end);
  void open_fixed_trace();
  void end_fixed_trace(const RecordingEnd& end);
  void after_write(std::span<const ingest::Batch* const> batches);
  void write_metrics_now_and_then();
  void acknowledge(std::uint64_t line);
  void note_on_fixed_trace(std::string_view type, model::Level level, std::string_view message);
  void note_losses();
  void leave_native_traces();
  void write_metrics();
  std::string metrics_json() const;
  void remember_end(const model::TraceChange& change);
  void say_what_was_odd() const;
  void say_how_it_ended() const;
  int exit_code() const;

  const RecordOptions& options_;
  const cli::Environment& environment_;
  RecordingSpec spec_;
  std::string db_path_;
  base::SystemClock clock_;
  std::optional<sanitize::Sanitizer> sanitizer_;
  ingest::KeepRules rules_;
  store::ProcessIdentity self_;
  ingest::BatchQueue queue_;
  ingest::BatchMaker maker_;
  store::Delivery delivery_;
  ingest::Writer writer_;
  std::thread writer_thread_;
  std::vector<Stream> streams_;
  std::string buffer_;
  std::set<std::string> known_traces_;
  std::set<std::string> native_traces_;  // running ones that records name: they outlive the input
  std::string first_trace_;
  RecordingEnd ended_;  // that trace
  std::int64_t cost_nusd_ = 0, tokens_ = 0;
  std::set<std::string> known_requests_;
  base::Fd rejects_;
  std::chrono::steady_clock::time_point started_, last_input_, last_metrics_;
  std::uint64_t acked_ = 0;
  std::uint64_t dropped_ = 0, told_lost_ = 0;
  bool is_dirty_ = false, stop_ = false, ack_broken_ = false, pass_failed_ = false,
       read_failed_ = false, is_finished_ = false;
};

}  // namespace trace::tools
