#include "trace-query/session.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/archive_use.h"
#include "common/message.h"
#include "common/terminal.h"
#include "common/time_range.h"
#include "formats/terminal_text.h"
#include "store/schema.h"

#include <unistd.h>

namespace trace::tools {

Session::Session(const QueryOptions& options, std::string_view tool)
    : options_(options),
      tool_(tool),
      environment_(cli::Environment::of_process()),
      clock_(cli::make_clock(environment_)),
      to_terminal_(cli::is_terminal(STDOUT_FILENO)) {}

base::UnixMicros Session::now() const { return clock_->now(); }

const std::string& Session::path() {
  if (path_.empty()) path_ = cli::store_path(options_.store, environment_);
  return path_;
}

store::Database& Session::db() {
  if (place_) return *archives_->open(*place_);
  if (!db_) db_.emplace(store::open_for_reading(path()));
  return *db_;
}

store::Dictionary& Session::names() {
  if (place_) return archives_->names(*place_);
  if (!names_) names_.emplace(db());
  return *names_;
}

store::Archives& Session::archives() {
  if (!archives_) {
    use(std::nullopt);
    archives_.emplace(cli::archives_of(db(), options_.archives));
  }
  return *archives_;
}

void Session::use(store::Place place) { place_ = place; }

store::TraceRef Session::find(std::string_view text) {
  use(std::nullopt);
  auto trace = store::resolve_trace(db(), archives(), text);
  use(trace.place);
  return trace;
}

int Session::say_unread(int code) const {
  return archives_ ? cli::say_unread(tool_, *archives_, code) : code;
}

void Session::settle() {
  unsettled_ = cli::put_right(path(), db(), now());
  const std::int64_t files = unsettled_.waiting_files;
  if (files > 0 && options_.verb != QueryVerb::status) {  // status has a figure of it
    say("records wait in " + std::to_string(files) + (files == 1 ? " file" : " files") +
        " of the spool");
  }
}

std::vector<std::string> Session::spool_places() {
  return cli::spool_places(path(), {}, environment_);
}

void Session::forget_store() {
  use(std::nullopt);
  archives_.reset();
  names_.reset();
  db_.reset();
}

const calendar::Zone& Session::zone() {
  if (!zone_) {
    const std::string local(environment_.get("TZ").value_or(""));
    zone_.emplace(calendar::Zone::load(options_.tz, local).or_throw());
  }
  return *zone_;
}

formats::Format Session::format() const {
  if (!options_.output) return to_terminal_ ? formats::Format::table : formats::Format::jsonl;
  switch (*options_.output) {
    case QueryFormat::table:
      return formats::Format::table;
    case QueryFormat::jsonl:
      return formats::Format::jsonl;
    case QueryFormat::json:
      return formats::Format::json;
    case QueryFormat::csv:
      return formats::Format::csv;
    case QueryFormat::tsv:
      return formats::Format::tsv;
    case QueryFormat::md:
      return formats::Format::md;
    case QueryFormat::sse:
      break;
  }
  throw base::Failure(base::Errc::bad_usage, "-o sse is for the verb follow");
}

bool Session::is_for_people() const {
  return format() == formats::Format::table || format() == formats::Format::md;
}

formats::WriterOptions Session::writer_options() const {
  formats::WriterOptions writer;
  // In a pipe nothing is cut, unless somebody says how wide it is.
  const bool is_width_known = to_terminal_ || environment_.get_filled("COLUMNS");
  writer.width =
      is_width_known ? static_cast<int>(cli::terminal_width(STDOUT_FILENO, environment_)) : 0;
  writer.color = cli::use_color(options_.messages.color, to_terminal_, environment_);
  writer.to_terminal = to_terminal_;
  return writer;
}

formats::ByteSink& Session::out() {
  if (!out_) {
    const bool pages = to_terminal_ && options_.verb != QueryVerb::follow && is_for_people();
    if (pages) pager_.emplace(cli::pager_command(options_.no_pager, true, environment_));
    out_.emplace(STDOUT_FILENO, "standard output");
  }
  return *out_;
}

void Session::finish() {
  if (out_) out_->close();
  if (pager_) pager_->finish();
}

void Session::say(std::string_view text) const {
  if (!options_.messages.quiet) cli::print_message(tool_, text);
}

void Session::say_with_plan(std::string_view text, std::string_view plan) const {
  say(text);
  if (!options_.messages.quiet)
    base::write_all(STDERR_FILENO, formats::terminal_text(plan, formats::Lines::keep),
                    "standard error");
}

}  // namespace trace::tools
