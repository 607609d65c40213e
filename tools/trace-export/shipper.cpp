#include "trace-export/shipper.h"

#include "base/error.h"
#include "common/message.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace trace::tools {
namespace {

using store::ShipLedger;
using store::ShipRow;

constexpr std::size_t kMostRows = 100'000;

ShipLedger::Kinds kinds_of(const ExportOptions& options) {
  // RecordKind counts as ShipKind does. Traces alone, whole, are what otlp has.
  if (options.output == ExportFormat::otlp) return 1;
  ShipLedger::Kinds kinds = 0;
  for (const RecordKind kind : options.kinds) kinds |= 1U << static_cast<unsigned>(kind);
  if (kinds != 0) return kinds;
  // Records that were taken away are no records: tables alone can be told of them.
  const bool tells_of_gone = options.output == ExportFormat::flat;
  return ShipLedger::kRecords | (tells_of_gone ? ShipLedger::kGone : 0);
}

// One state of the store while rows are listed and rendered.
class ReadScope {
 public:
  explicit ReadScope(store::Database& db) : db_(db) { db_.exec("BEGIN"); }
  ReadScope(const ReadScope&) = delete;
  ReadScope& operator=(const ReadScope&) = delete;
  ~ReadScope() {
    try {
      if (!db_.is_autocommit()) db_.exec("ROLLBACK");
    } catch (const base::Failure&) {
      // The connection is broken; whoever uses it next is told.
    }
  }

 private:
  store::Database& db_;
};

}  // namespace

Shipper::Shipper(const ExportOptions& options, store::Database& db, store::StoreLock& lock,
                 const base::Clock& clock)
    : options_(options),
      db_(db),
      clock_(clock),
      ledger_(db, lock, options.ship.name, clock.now()),
      batch_(options, db),
      limit_(static_cast<std::size_t>(options.ship.batch)) {}

void Shipper::ship_again() {
  const std::int64_t rows = ledger_.ship_again();
  if (rows > 0 && !options_.messages.quiet)
    cli::print_message("trace-export", std::to_string(rows) + " rows that were set aside go again");
}

store::ShipWindow Shipper::render() {
  const ReadScope scope(db_);
  const bool was_begun = ledger_.cursor().under_way.has_value();
  auto window = ledger_.next(limit_, kinds_of(options_));
  const std::size_t fit =
      batch_.render(window.rows, was_begun ? ShipBatch::Size::whole : ShipBatch::Size::limited);
  if (fit < window.rows.size()) {
    window.rows.resize(fit);
    window.end = window.rows.back().mark;
  }
  return window;
}

bool Shipper::ship_batch() {
  const auto window = render();
  const std::size_t aside_before = set_aside_;
  const bool moves = !(window.end == ledger_.cursor().done);
  if (window.rows.empty() && !moves && !ledger_.cursor().under_way) return false;
  ledger_.begin(window.end);
  if (batch_.file().bytes(0, window.rows.size()) > 0 && !deliver(window.rows)) return true;
  ledger_.take(window.rows.size() - (set_aside_ - aside_before), clock_.now());
  failures_ = 0;
  refused_rows_ = 0;
  limit_ = static_cast<std::size_t>(options_.ship.batch);
  return true;
}

// Returns whether the batch is over: taken, or set aside in parts.
bool Shipper::deliver(const std::vector<ShipRow>& rows) {
  const Verdict verdict = send({0, rows.size()}, ledger_.batch_id());
  if (verdict == Verdict::taken) return true;
  if (rows.size() != refused_rows_ && deliver_in_parts(rows)) return true;
  // Not one row was taken, so it is not the rows, or there are too few to tell. Another try is made
  // with more of them, if there are more.
  refused_rows_ = rows.size();
  ledger_.drop();
  limit_ = std::min(kMostRows, 2 * std::max(limit_, rows.size()));
  wait_or_give_up("it refused every row with exit " + std::to_string(exit_code_));
  return false;
}

// Halves what is refused until single rows are left. Those are set aside if others were taken:
// else it is the sink that refuses. False: nothing was taken.
bool Shipper::deliver_in_parts(const std::vector<ShipRow>& rows) {
  std::vector<Part> open{{0, rows.size()}};
  std::vector<ShipRow> refused;
  bool any_taken = false;
  int refusals = 0;
  while (!open.empty()) {
    const Part whole = open.back();
    open.pop_back();
    const std::size_t middle = whole.from + (whole.to - whole.from) / 2;
    if (middle == whole.from) {
      refused.push_back(rows[whole.from]);
      continue;
    }
    for (const Part part : {Part{whole.from, middle}, Part{middle, whole.to}}) {
      if (batch_.file().bytes(part.from, part.to) == 0) continue;  // deleted meanwhile
      const std::string id =
          ledger_.batch_id() + ":" + std::to_string(part.from) + "-" + std::to_string(part.to);
      if (send(part, id) == Verdict::taken)
        any_taken = true;
      else if (!any_taken && ++refusals >= kMostRefusals)
        return false;
      else
        open.push_back(part);
    }
  }
  if (any_taken) set_aside(refused);
  return any_taken;
}

// Returns taken or refused; what is temporary is tried again.
Verdict Shipper::send(const Part& part, const std::string& id) {
  while (true) {
    const base::Fd input = batch_.file().part(part.from, part.to);
    const int exit_code =
        run_sink(options_.ship.sink, input.get(), {.batch_id = id, .rows = part.to - part.from});
    const Verdict verdict = verdict_of(exit_code);
    if (verdict == Verdict::broken)
      throw base::Failure(base::Errc::unavailable,
                          "the sink cannot be run: exit " + std::to_string(exit_code));
    if (verdict == Verdict::refused) exit_code_ = exit_code;
    if (verdict != Verdict::unavailable) return verdict;
    wait_or_give_up("exit " + std::to_string(exit_code));
  }
}

void Shipper::set_aside(const std::vector<ShipRow>& rows) {
  ledger_.set_aside(rows, exit_code_, clock_.now());
  set_aside_ += rows.size();
  for (const ShipRow& row : rows)
    cli::print_message("trace-export", "set aside: the sink refused " + batch_.name_of(row) +
                                           " with exit " + std::to_string(exit_code_));
}

// 1, 2, 4, 8, 16 times the pause; then the end, or that again with --follow.
void Shipper::wait_or_give_up(const std::string& why) {
  constexpr std::int64_t kMost = 1'000'000;
  ++failures_;
  if (failures_ >= kAttempts && !options_.ship.follow) {
    const auto waiting = store::count_unshipped(db_, ledger_.cursor().done, kMost);
    throw base::Failure(base::Errc::unavailable,
                        "the sink took nothing in " + std::to_string(failures_) +
                            " attempts: " + why + "; " + std::to_string(waiting) +
                            (waiting == kMost ? " or more" : "") + " rows wait");
  }
  if (failures_ == 1 && !options_.messages.quiet)
    cli::print_message("trace-export", "the sink takes nothing: " + why + "; trying again");
  const int doublings = std::min(failures_ - 1, 4);
  std::this_thread::sleep_for(std::chrono::milliseconds(options_.ship.retry.v << doublings));
}

}  // namespace trace::tools
