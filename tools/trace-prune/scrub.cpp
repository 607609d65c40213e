#include "trace-prune/scrub.h"

#include "search/index.h"
#include "trace-prune/deletion.h"
#include "trace-prune/question.h"
#include "trace-prune/raw_scan.h"
#include "trace-prune/scrub_table.h"

#include "base/fd.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/put_right.h"
#include "sanitize/spelled_value.h"
#include "store/replay.h"
#include "store/retention.h"
#include "store/schema.h"
#include "store/scrub_rows.h"
#include "store/space.h"

namespace trace::tools {
namespace {

constexpr const char* kTool = "trace-prune";

// The text of the file without the newline at its end.
sanitize::SpelledValue read_value(const std::string& file) {
  std::string text = base::read_file(file, sanitize::SpelledValue::kLongest + 2);
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return sanitize::SpelledValue::of(text).or_throw();
}

class Scrub {
 public:
  Scrub(const PruneOptions& options, const std::string& path, base::UnixMicros now)
      : path_(path),
        now_(now),
        value_(read_value(options.scrub)),
        spools_(cli::spool_places(path, {}, cli::Environment::of_process())) {}

  // Where it is now: in rows, and in files. No connection is open while the bytes of the file are
  // read: closing it would drop the connection's locks (sqlite.org/howtocorrupt.html §2.2).
  ScrubFindings look() {
    ScrubFindings found;
    {
      auto db = store::open_for_reading(path_);
      found.rows = store::ScrubRows(db, port()).find();
    }
    found.raw = scan_files(files_of_store(path_, spools_), value_);
    return found;
  }

  void remove() {
    load_spool();
    search::Index::remove(path_);
    with_reserve(path_, [this] { overwrite(); });
    search::Index::remove(path_);
    for (const auto& file : files_of_store(path_ + "/none", spools_))
      if (file.find("/quarantine/") != std::string::npos) blank_file(file, value_);
  }

  // Write the store anew: what is left is in free pages or in the log.
  void rewrite() {
    auto db = store::open_for_writing(path_, store::Durability::full);
    store::StoreLock lock(path_);
    store::rewrite_store(db, lock);
  }

 private:
  store::ScrubPort port() const {
    return {[this](std::string_view bytes) { return value_.count(bytes); },
            [this](std::string& bytes) { return value_.blank(bytes); }, value_.longest_match()};
  }

  // What waits in the spool is a row first.
  void load_spool() {
    store::StoreSink sink({.path = path_});
    const auto report = store::replay({.places = spools_, .db_path = path_}, sink);
    if (report.waiting_files > 0)
      cli::print_message(kTool, std::to_string(report.waiting_files) +
                                    " files wait in the spool: a recorder holds them");
  }

  void overwrite() {
    auto db = store::open_for_writing(path_, store::Durability::full);
    store::StoreLock lock(path_);
    store::Retention retention(db, lock);
    retention.finish_interrupted();
    std::int64_t rows = 0;
    for (const auto& place : store::ScrubRows(db, port()).remove(lock, now_)) rows += place.rows;
    if (rows > 0) retention.note("scrub", rows, {"a leaked value was overwritten", now_});
    store::give_back_space(db, lock);
  }

  std::string path_;
  base::UnixMicros now_;
  sanitize::SpelledValue value_;
  std::vector<std::string> spools_;
};

bool prove(Scrub& scrub, const PruneOptions& options) {
  ScrubFindings left = scrub.look();
  if (!left.is_empty()) {
    scrub.rewrite();
    left = scrub.look();
  }
  for (const auto& place : left.rows)
    cli::print_message(kTool, "still in " + std::to_string(place.rows) + " rows of " + place.table);
  for (const auto& hit : left.raw.hits)
    cli::print_message(kTool,
                       "still in '" + hit.path + "', " + std::to_string(hit.matches) + " times");
  if (left.is_empty() && !options.messages.quiet)
    cli::print_message(kTool, "the value is gone: not in any row, not in the " +
                                  std::to_string(left.raw.bytes) + " bytes of " +
                                  std::to_string(left.raw.files) + " files");
  return left.is_empty();
}

}  // namespace

int scrub(const PruneOptions& options, const std::string& path, base::UnixMicros now) {
  Scrub scrub(options, path, now);
  const ScrubFindings found = scrub.look();
  print_findings(options, found);
  if (!options.apply || found.is_empty()) {
    if (!options.messages.quiet)
      cli::print_message(kTool, found.is_empty() ? "the value is nowhere in the store"
                                                 : "say --apply to overwrite the value");
    return cli::exit_number(cli::Exit::ok);
  }
  if (!options.yes && !agrees("Overwrite the value in all of these?"))
    return cli::exit_number(cli::Exit::no);
  scrub.remove();
  return cli::exit_number(prove(scrub, options) ? cli::Exit::ok : cli::Exit::no);
}

}  // namespace trace::tools
