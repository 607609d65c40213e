#include "trace-query/follow.h"

#include "trace-query/follow_output.h"
#include "trace-query/follow_screen.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "common/id_input.h"
#include "common/terminal.h"
#include "common/value.h"
#include "store/change_watch.h"
#include "store/tail.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <thread>
#include <unistd.h>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr int kAttempts = 5;
constexpr milliseconds kLongest{5'000};  // then recorders are looked at: one may have died
// A screen is drawn again this often when nothing comes, since time passes, and not more often than
// that when much comes.
constexpr milliseconds kTick{1'000}, kShortest{80};

void check_source(Session& session, const store::TraceRef& trace) {
  const std::string& expected = session.options().follow.expect_source;
  if (expected.empty()) return;
  store::Statement find(
      session.db(), "SELECT d.name FROM traces t JOIN dict d ON d.id = t.source WHERE t.id = ?1");
  const auto row = find.with(trace.row).step();
  if (row && row->text(0) == expected) return;
  throw Failure(Errc::bad_usage, "trace '" + trace.id + "' is from '" +
                                     std::string(row ? row->text(0) : "") + "', not from '" +
                                     expected + "'");
}

class Follower {
 public:
  explicit Follower(Session& session)
      : session_(session),
        operands_(cli::expand_ids(session.options().operands, session.options().ids_end_with_nul,
                                  STDIN_FILENO)),
        output_(session, operands_.size() == 1 && !session.options().follow.tree),
        tail_(session.db(), session.names(), children()) {
    for (const std::string& text : operands_) {
      const store::TraceRef trace = store::resolve_trace(session.db(), text);
      check_source(session, trace);
      tail_.add(trace);
    }
    if (operands_.empty()) tail_.add_all();
    if (session.options().follow.tree && output_.is_for_people() && cli::is_terminal(STDOUT_FILENO))
      screen_.emplace(session);
    watch_.emplace(session.path());
    usage_.emplace(session.db());
  }

  int run() {
    while (true) {
      try {
        look();
        attempts_ = 0;
        if (!tail_.is_open()) return exit_code();
        wait();
      } catch (const Failure& failure) {
        if (failure.code() == Errc::bad_usage || failure.code() == Errc::internal) throw;
        if (output_failed_) throw;
        come_back(failure);
      }
    }
  }

 private:
  store::Tail::Children children() const {
    return session_.options().follow.tree ? store::Tail::Children::yes : store::Tail::Children::no;
  }

  const store::UsageSums& sums_of(const store::Watched& trace) {
    const auto known = sums_.find(trace.row);
    return known != sums_.end() ? known->second : sums_[trace.row] = usage_->of(trace.row);
  }

  void look() {
    if (screen_) return look_at_screen();
    sums_.clear();
    tail_.look({[&](const store::Watched& trace, const model::EventRow& event) {
                  output_.event(trace, event, sums_of(trace));
                },
                [&](const store::Watched& trace) { output_.status(trace, sums_of(trace)); }});
    flush();
  }

  void look_at_screen() {
    tail_.look({[&](const store::Watched& trace, const model::EventRow& event) {
                  screen_->event(trace, event);
                },
                [](const store::Watched&) {}});
    draw();
  }

  void draw() {
    screen_->draw(tail_.watched(), *usage_);
    flush();
  }

  // An output that fails is no store that went away.
  void flush() {
    output_failed_ = true;
    output_.flush();
    output_failed_ = false;
    last_sign_ = SteadyClock::now();
  }

  void wait() {
    while (!watch_->wait(session_.db(), patience())) {
      refuse_moved();
      session_.settle();
      if (screen_) {
        draw();
        continue;
      }
      const auto heartbeat = session_.options().follow.heartbeat;
      if (heartbeat && SteadyClock::now() - last_sign_ >= milliseconds(heartbeat->v))
        send_heartbeat();
    }
    refuse_moved();
    if (screen_) std::this_thread::sleep_until(last_sign_ + kShortest);
  }

  milliseconds patience() const {
    if (screen_) return kTick;
    const auto heartbeat = session_.options().follow.heartbeat;
    if (!heartbeat) return kLongest;
    const auto due = last_sign_ + milliseconds(heartbeat->v) - SteadyClock::now();
    const auto left = std::chrono::ceil<milliseconds>(due);
    return std::clamp(left, milliseconds(1), kLongest);
  }

  void refuse_moved() {
    if (session_.db().has_moved()) throw Failure(Errc::not_found, "the store was moved");
  }

  void send_heartbeat() {
    sums_.clear();
    bool any = false;
    for (const auto& [row, trace] : tail_.watched()) {
      if (trace.status && model::is_end(*trace.status)) continue;
      output_.heartbeat(&trace, sums_of(trace));
      any = true;
    }
    if (!any) output_.heartbeat(nullptr, {});
    flush();
  }

  // Open the store again, some times with a pause before each.
  void come_back(const Failure& why) {
    if (attempts_++ >= kAttempts)
      throw Failure(Errc::not_found, "the store went away and did not come back");
    if (screen_) screen_->leave();
    const base::DurationMs pause = session_.options().follow.retry;
    session_.say(std::string(why.what()) + "; trying again in " + cli::show_duration(pause));
    std::this_thread::sleep_for(milliseconds(pause.v));
    try {
      usage_.reset();
      session_.forget_store();
      tail_.reopen(session_.db(), session_.names());
      usage_.emplace(session_.db());
      watch_.emplace(session_.path());
    } catch (const Failure& again) {
      if (again.code() == Errc::bad_usage) throw;
      come_back(again);
    }
  }

  int exit_code() const {
    for (const auto& [row, trace] : tail_.watched()) {
      if (trace.status != model::RunStatus::success) return cli::exit_number(cli::Exit::no);
    }
    return cli::exit_number(cli::Exit::ok);
  }

  Session& session_;
  std::vector<std::string> operands_;
  FollowOutput output_;
  std::optional<FollowScreen> screen_;
  store::Tail tail_;
  std::optional<store::ChangeWatch> watch_;
  std::optional<store::TraceUsage> usage_;
  std::map<std::int64_t, store::UsageSums> sums_;
  SteadyClock::time_point last_sign_;
  int attempts_ = 0;
  bool output_failed_ = false;
};

}  // namespace

int follow(Session& session) { return Follower(session).run(); }

}  // namespace trace::tools
