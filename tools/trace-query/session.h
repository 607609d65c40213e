// What every verb of trace-query works with: the store, the clock, the zone, and where rows go.
// Each is made when it is first asked for, so that a short list starts at once. For the main
// thread.
#pragma once

#include "calendar/zone.h"
#include "trace-query/options.h"

#include "base/time.h"
#include "common/environment.h"
#include "common/pager.h"
#include "common/put_right.h"
#include "formats/byte_sink.h"
#include "formats/row_writer.h"
#include "store/archives.h"
#include "store/dictionary.h"
#include "store/resolve.h"
#include "store/sqlite.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::tools {

class Session {
 public:
  Session(const QueryOptions& options, std::string_view tool);

  const QueryOptions& options() const { return options_; }
  const cli::Environment& environment() const { return environment_; }
  base::UnixMicros now() const;

  const std::string& path();
  // The store, or the archive that is in use, and its names.
  store::Database& db();
  store::Dictionary& names();
  // What is read with the store. They are opened one by one, when something in them is asked for.
  store::Archives& archives();
  // Make db() and names() those of a place. REQUIRES: it is open.
  void use(store::Place place);
  // Find a trace in the store or its archives, and use the place where it is. Throws Failure.
  store::TraceRef find(std::string_view text);
  // Say which archives could not be read; returns the exit code.
  int say_unread(int code) const;
  // Put right what a recorder that died has left, once a run; say what waits in the spool.
  void settle();
  // The folders in which records of the store may wait.
  std::vector<std::string> spool_places();
  // Tell whether a trace runs in the store alone: its recorder is dead.
  bool is_dead(std::int64_t trace) const { return unsettled_.dead.contains(trace); }
  // Close the store, to open it again.
  void forget_store();
  const calendar::Zone& zone();

  // The format of rows: as said, else a table on a terminal and jsonl in a pipe. Throws Failure
  // bad_usage for sse, which only `follow` writes.
  formats::Format format() const;
  bool is_for_people() const;
  formats::WriterOptions writer_options() const;
  // Standard output, behind the pager when that is wanted.
  formats::ByteSink& out();
  // Hand on everything and wait for the pager. Throws Failure io.
  void finish();

  // Print a line on stderr, unless --quiet.
  void say(std::string_view text) const;
  // The same with the lines of a plan below it.
  void say_with_plan(std::string_view text, std::string_view plan) const;

 private:
  const QueryOptions& options_;
  std::string_view tool_;
  cli::Environment environment_;
  std::unique_ptr<base::Clock> clock_;
  std::string path_;
  std::optional<store::Database> db_;
  std::optional<store::Dictionary> names_;
  std::optional<store::Archives> archives_;
  store::Place place_;
  std::optional<calendar::Zone> zone_;
  cli::Unsettled unsettled_;
  bool to_terminal_;
  std::optional<cli::Pager> pager_;
  std::optional<formats::FdSink> out_;
};

}  // namespace trace::tools
