#include "trace-record/import_job.h"

#include "digest/random.h"
#include "trace-record/dialect_choice.h"
#include "trace-record/first_frame.h"
#include "trace-record/recording_parts.h"

#include "base/fd.h"
#include "common/exit_code.h"
#include "common/message.h"
#include "common/shared_options.h"
#include "model/ids.h"
#include "store/schema.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::tools {
namespace {

constexpr std::size_t kHead = 4096;            // bytes that tell whether a file is the same, grown
constexpr std::size_t kMaxClaims = 10'000;     // traces of one file that are gathered
constexpr std::size_t kRecordsACommit = 4000;  // the files stay: less is at stake than in a pipe

// How long what was read waits for more before it is committed.
constexpr std::chrono::milliseconds kLater{200}, kSoon{10};

std::string new_id(base::UnixMicros at) {
  std::array<std::uint8_t, 10> random{};
  digest::random_bytes(random);
  return model::new_uuid7(at, random);
}

ingest::QueueLimits limits() {
  ingest::QueueLimits limits;
  limits.overflow = ingest::Overflow::block;
  return limits;
}

ingest::WriterOptions writer_options(std::chrono::milliseconds flush) {
  ingest::WriterOptions options;
  options.max_records = kRecordsACommit;
  options.flush = flush;
  return options;
}

// Create or upgrade the store before anybody looks into it.
store::Database reader_of(const std::string& path) {
  { const auto db = store::open_for_writing(path, store::Durability::normal); }
  return store::open_for_reading(path);
}

base::UnixMicros mtime_of(const struct stat& st) {
  return {std::int64_t{st.st_mtim.tv_sec} * 1'000'000 + st.st_mtim.tv_nsec / 1000};
}

// The beginning of the file as it lies on the disk, packed or not.
std::string head_of(int fd) {
  std::string head(kHead, '\0');
  const ssize_t n = ::pread(fd, head.data(), head.size(), 0);
  head.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return head;
}

// A store of another program (sqlite.org/fileformat2.html §1.3: the program's number is at 68).
bool is_other_store(std::string_view head) {
  using std::string_view_literals::operator""sv;
  return head.size() >= 72 && head.starts_with("SQLite format 3\0"sv) &&
         head.substr(68, 4) != "trac";
}

// Files that cannot be a transcript or a log, by their first bytes.
bool is_foreign(std::string_view head) {
  using std::string_view_literals::operator""sv;
  constexpr std::array kMagic{"SQLite format 3\0"sv,
                              "\x7f"
                              "ELF"sv,
                              "\x89PNG\r\n"sv,
                              "\xff\xd8\xff"sv,
                              "PK\x03\x04"sv,
                              "%PDF-"sv,
                              "GIF8"sv};
  return std::any_of(kMagic.begin(), kMagic.end(),
                     [&](std::string_view magic) { return head.starts_with(magic); });
}

}  // namespace

ImportJob::ImportJob(const RecordOptions& options, const cli::Environment& environment)
    : options_(options),
      db_path_(cli::store_path(options.store, environment)),
      sanitizer_(sanitizer_of(options, environment)),
      rules_(keep_rules_of(options, environment, sanitizer_)),
      queue_(limits()),
      maker_(queue_),
      // The order of commits holds after a power cut, too: a file that counts as read has its
      // lines.
      sink_([this] {
        auto sink = std::make_unique<store::StoreSink>(store::StoreSinkOptions{
            db_path_, store::Durability::normal, base::DurationMs{2000}, rules_.keep_content});
        sink->expect_copies();
        return sink;
      }),
      writer_(
          queue_, sink_, writer_options(options.watch ? kSoon : kLater), [](auto) {}, [] {}),
      reader_(reader_of(db_path_)),
      known_(reader_) {
  if (!options.input.rejects.empty())
    rejects_ = base::open_file(options.input.rejects, O_WRONLY | O_CREAT | O_APPEND, 0600);
  // What we write ourselves is no input.
  for (const auto& path : {db_path_, db_path_ + "-wal", db_path_ + "-shm", db_path_ + ".lock",
                           options.input.rejects, cli::key_path(options.key_file, environment)}) {
    struct stat st {};
    if (!path.empty() && ::stat(path.c_str(), &st) == 0) own_.insert({st.st_dev, st.st_ino});
  }
  writer_thread_ = std::thread([this] { writer_.run(); });
}

ImportJob::~ImportJob() {
  if (is_finished_) return;
  sink_.give_up();
  queue_.close();
  writer_thread_.join();
}

// ---- one file ---------------------------------------------------------------------------------

void ImportJob::refuse(const base::Error& error) {
  summary_.add_unread();
  if (trouble_ == base::Errc::internal) trouble_ = error.code;
  cli::print_message("trace-record", error.message);
}

bool ImportJob::is_unchanged(const Reading& reading) {
  const auto before = known_.find(reading.file.dev, reading.file.inode);
  return before && before->size == reading.file.size && before->mtime == reading.file.mtime;
}

// False: there is nothing to read.
bool ImportJob::open(Reading& reading, Named named, Again again) {
  auto fd = base::open_file(reading.path, O_RDONLY | O_NOCTTY);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) base::throw_system(errno, "cannot read '" + reading.path + "'");
  reading.is_regular = S_ISREG(st.st_mode);
  reading.mtime = reading.is_regular ? mtime_of(st) : clock_.now();
  auto& file = reading.file;
  file.dev = st.st_dev;
  file.inode = st.st_ino;
  file.size = static_cast<std::uint64_t>(st.st_size);
  file.mtime = reading.mtime;
  if (own_.contains({st.st_dev, st.st_ino})) return false;
  if (!seen_.insert({st.st_dev, st.st_ino}).second && again == Again::no) return false;
  if (reading.is_regular) {
    if (is_unchanged(reading)) {
      summary_.add_unchanged();
      bytes_read_ += file.size;
      return false;
    }
    const auto head = head_of(fd.get());
    if (is_foreign(head)) {
      summary_.add_left_out();
      if (is_other_store(head) && !options_.messages.quiet)
        cli::print_message("trace-record", "'" + reading.path +
                                               "' is an SQLite store whose tables are not known "
                                               "here: it is left out");
      else if (named == Named::yes || options_.messages.verbose)
        cli::print_message("trace-record", "'" + reading.path + "' is no text: it is left out");
      return false;
    }
    file.head = digest::blake2b128_keyed(rules_.key, head);
    file.head_size = head.size();
  }
  reading.source = std::make_unique<sources::ByteSource>(std::move(fd), reading.path);
  return true;
}

// A file that grew goes on in the input and the trace that hold its beginning.
void ImportJob::adopt(Reading& reading, std::string_view first) {
  auto& file = reading.file;
  file.trace = trace_of_frame(rules_.key, first);
  file.input = new_id(clock_.now());
  if (!reading.is_regular) return;
  const auto before = known_.find(file.dev, file.inode);
  if (!before || before->size > file.size) return;
  const auto fd = base::open_file(reading.path, O_RDONLY | O_NOCTTY);
  const auto head = head_of(fd.get()).substr(0, before->head_size);
  if (digest::blake2b128_keyed(rules_.key, head) != before->head) return;
  file.trace = before->trace;
  if (known_.has_input(before->input)) file.input = before->input;
}

void ImportJob::begin(Reading& reading, std::string_view first) {
  adopt(reading, first);
  reading.is_utf16 = first.starts_with("\xff\xfe") || first.starts_with("\xfe\xff");
  ingest::InputFacts facts;
  facts.kind = 1;
  facts.uid = reading.file.input;
  facts.name = reading.path;
  facts.hold = static_cast<std::size_t>(std::min<std::int64_t>(options_.input.max_line, 1 << 20));
  facts.may_repeat = true;
  ingest::DialectContext context;
  context.fresh = reading.file.trace;
  context.keep_content = rules_.keep_content;
  // The end of a file says nothing of how the run went: import_claims supposes that it went well.
  context.eof_status = model::RunStatus::abandoned;
  context.is_live = false;
  reading.feed = std::make_unique<ingest::LineFeed>(
      facts, make_choice(options_.input.format, context), rules_, *this, maker_);
}

void ImportJob::check_store() const {
  if (const auto failure = sink_.failure()) throw base::Failure(*failure);
}

void ImportJob::read_all(Reading& reading, std::string_view first,
                         const std::function<bool()>& stops) {
  const auto before = bytes_read_;
  claims_ = &reading.claims;
  for (auto bytes = first; !bytes.empty(); bytes = reading.source->next()) {
    reading.feed->take(bytes, reading.mtime);
    bytes_read_ = before + reading.source->bytes_read();
    lines_of_file_ = reading.feed->counters().lines;
    if (claims_->size() > kMaxClaims) {
      claims_->emit(reading.mtime, lines_of_file_, maker_);
      claims_->forget();
    }
    if (sink_.has_failed()) check_store();
    if (stop_ || stops()) return;
  }
  bytes_read_ = before + reading.source->bytes_read();
}

void ImportJob::end(Reading& reading) {
  auto& feed = *reading.feed;
  claims_ = &reading.claims;
  feed.finish(reading.mtime, [](model::TraceChange&, std::string_view) {});
  claims_->emit(reading.mtime, feed.counters().lines, maker_);
  auto counters = feed.counters();
  if (reading.is_utf16) {
    counters.rejected = counters.lines;
    cli::print_message("trace-record", "'" + reading.path +
                                           "' is UTF-16: its bytes are kept, but not understood; "
                                           "convert it with iconv -t UTF-8");
  }
  summary_.add(feed.dialect(), counters);
  lines_of_file_ = 0;
  if (reading.source->is_damaged()) {
    summary_.add_damaged(feed.dialect());
    cli::print_message("trace-record", "'" + reading.path + "' is packed and damaged or cut");
  }
  auto& file = reading.file;
  file.dialect = feed.dialect();
  file.size = reading.source->bytes_read();
  if (reading.is_regular) maker_.add_change(std::move(file));
  maker_.hand_over_if_large();
}

void ImportJob::read(const std::string& path, Named named, const std::function<bool()>& stops) {
  check_store();
  Reading reading;
  reading.path = path;
  try {
    if (!open(reading, named, Again::no)) return;
    const auto first = reading.source->next();
    begin(reading, first);
    read_all(reading, first, stops);
  } catch (const base::Failure& failure) {
    if (sink_.has_failed()) throw;
    refuse({failure.code(), failure.what()});
    if (!reading.feed) return;
  }
  if (stop_ || stops()) reading.is_regular = false;  // it was not read to its end
  end(reading);
}

// ---- what the feeds tell ----------------------------------------------------------------------

std::optional<ingest::RecorderChange> ImportJob::on_trace(model::TraceChange& change,
                                                          std::string_view dialect) {
  change.trace_level = rules_.keep;
  if (dialect != "native") claims_->take(change);
  return std::nullopt;
}

void ImportJob::on_reject(std::string_view line) {
  if (options_.input.strict) stop_ = true;
  if (!rejects_) return;
  base::write_all(rejects_.get(), std::string(line) + "\n", "the rejects");
}

// ---- the end ----------------------------------------------------------------------------------

int ImportJob::finish() {
  while (!followed_.empty()) let_go(followed_.begin()->first);
  maker_.hand_over();
  queue_.close();
  writer_thread_.join();
  is_finished_ = true;
  sink_.close();
  check_store();
  summary_.set_known(sink_.known_frames());
  if (!options_.messages.quiet)
    for (const auto& line : summary_.text()) cli::print_message("trace-record", line);
  if (trouble_ != base::Errc::internal) return cli::exit_number(cli::exit_of(trouble_));
  return cli::exit_number(summary_.rejected() > 0 ? cli::Exit::rejected : cli::Exit::ok);
}

}  // namespace trace::tools
