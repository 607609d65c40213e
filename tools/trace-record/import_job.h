// An import: files are read one after the other into the store, what is new of each by its content.
// Two threads as in a recording: this one reads, parses and sanitizes, another one writes. For the
// main thread.
#pragma once

#include "sources/byte_source.h"
#include "trace-record/import_claims.h"
#include "trace-record/import_sink.h"
#include "trace-record/import_summary.h"
#include "trace-record/options.h"

#include "common/environment.h"
#include "ingest/batch_maker.h"
#include "ingest/batch_queue.h"
#include "ingest/line_feed.h"
#include "ingest/writer.h"
#include "store/file_table.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace trace::tools {

class ImportJob final : public ingest::FeedListener {
 public:
  // Opens the store. Throws Failure.
  ImportJob(const RecordOptions& options, const cli::Environment& environment);
  ~ImportJob() override;

  // Read a file to its end, or up to where `stops` is true. Trouble with the file is told and
  // counted. Throws Failure when the store takes no more.
  enum class Named : std::uint8_t { no, yes };
  void read(const std::string& path, Named named, const std::function<bool()>& stops);
  // Count a path that could not be read, and say why.
  void refuse(const base::Error& error);
  // Read what a file has that was not read yet, and keep it open for more. Throws Failure likewise.
  void follow(const std::string& path);
  // Decide what waits for a decision; let go of files that were silent for long.
  void rest();
  // Something that was read is not committed or not decided yet.
  bool is_busy() const noexcept;
  // Wait for the writer, close the store, print the summary. Returns the exit code.
  int finish();

  std::uint64_t bytes_read() const noexcept { return bytes_read_; }
  std::uint64_t lines() const noexcept { return summary_.lines() + lines_of_file_; }
  bool must_stop() const noexcept { return stop_; }  // --strict met a line

 private:
  // A file on its way in.
  struct Reading {
    std::string path;
    ingest::FileChange file;
    std::unique_ptr<sources::ByteSource> source;
    std::unique_ptr<ingest::LineFeed> feed;
    ImportClaims claims;
    base::UnixMicros mtime;
    std::chrono::steady_clock::time_point last;
    bool is_regular = true, is_utf16 = false;
  };
  std::optional<ingest::RecorderChange> on_trace(model::TraceChange& change,
                                                 std::string_view dialect) override;
  void on_reject(std::string_view line) override;
  void on_request(const model::Request&) override {}

  enum class Again : std::uint8_t { no, yes };
  bool open(Reading& reading, Named named, Again again);
  bool is_unchanged(const Reading& reading);
  void adopt(Reading& reading, std::string_view first);
  void begin(Reading& reading, std::string_view first);
  void read_all(Reading& reading, std::string_view first, const std::function<bool()>& stops);
  void end(Reading& reading);
  void let_go(const std::string& path);
  Reading* still_open(const std::string& path);
  void take_more(Reading& reading);
  void check_store() const;

  const RecordOptions& options_;
  base::SystemClock clock_;
  std::string db_path_;
  std::optional<sanitize::Sanitizer> sanitizer_;
  ingest::KeepRules rules_;
  ingest::BatchQueue queue_;
  ingest::BatchMaker maker_;
  ImportSink sink_;
  ingest::Writer writer_;
  store::Database reader_;
  store::KnownFiles known_;
  std::thread writer_thread_;
  ImportSummary summary_;
  ImportClaims* claims_ = nullptr;           // of the file that is read now
  std::map<std::string, Reading> followed_;  // by path
  base::Fd rejects_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen_, own_;  // device and inode
  base::Errc trouble_ = base::Errc::internal;                     // of files; internal: none
  std::uint64_t bytes_read_ = 0, lines_of_file_ = 0;
  bool stop_ = false, is_finished_ = false;
};

}  // namespace trace::tools
