#include "store/delivery.h"

#include "digest/random.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

namespace trace::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLongestPause{16'000};
constexpr std::chrono::milliseconds kBlockPause{200};

// A fifth more or less, so that those who failed together do not come back together.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds pause) {
  std::array<std::uint8_t, 2> random{};
  digest::random_bytes(random);
  const auto fifth = pause.count() / 5;
  return pause + std::chrono::milliseconds((random[0] * 256 + random[1]) % (2 * fifth + 1) - fifth);
}

}  // namespace

Delivery::Delivery(DeliveryPorts ports, ingest::Overflow overflow)
    : ports_(std::move(ports)),
      overflow_(overflow),
      breaker_(ports_.places, clock_),
      deadline_(Clock::time_point::max().time_since_epoch().count()) {}
Delivery::~Delivery() = default;

bool Delivery::is_late() const noexcept {
  return Clock::now().time_since_epoch().count() >= deadline_;
}

void Delivery::close_store() {
  if (!store_) return;
  closed_ = store_counters();
  store_.reset();
}

bool Delivery::try_store(std::span<const ingest::Batch* const> batches) {
  try {
    if (!store_) store_ = ports_.open_store();
    store_->write(batches);
    breaker_.succeeded();
    return true;
  } catch (const base::Failure& failure) {
    // A busy store stays open; any other trouble is met with a new connection.
    if (failure.code() != base::Errc::busy) close_store();
    // Who would rather wait than spool has nothing to be spared.
    if (overflow_ != ingest::Overflow::block) breaker_.failed(failure.what());
    fall_back(failure.what());
    return false;
  }
}

bool Delivery::to_store(std::span<const ingest::Batch* const> batches) {
  if (is_late()) return false;
  if (overflow_ == ingest::Overflow::block || breaker_.may_try()) return try_store(batches);
  fall_back("the store failed " + std::to_string(Breaker::kFailures) +
            " times in a row and is left alone for 5 minutes");
  return false;
}

void Delivery::fall_back(const std::string& why) {
  if (!told_) ports_.warn(why + "; what comes is kept in the spool until it can be stored");
  told_ = true;
  next_try_ = Clock::now() + with_jitter(pause_);
}

void Delivery::try_later() {
  pause_ = std::min(pause_ * 2, kLongestPause);
  next_try_ = Clock::now() + with_jitter(pause_);
}

void Delivery::to_spool(std::span<const ingest::Batch* const> batches, std::uint64_t records) {
  try {
    if (!spool_) spool_ = ports_.open_spool();
    spool_->write(batches);
    counters_.spooled += records;
    kept_ = true;
  } catch (const base::Failure& failure) {
    kept_ = false;
    counters_.lost += records;
    if (!told_loss_)
      ports_.warn(std::string(failure.what()) + "; records are lost, what passes through goes on");
    told_loss_ = true;
  }
}

void Delivery::write(std::span<const ingest::Batch* const> batches) {
  std::uint64_t records = 0;
  for (const auto* batch : batches) records += batch->records();
  if (reopen_.exchange(false)) close_store();
  // What was spooled comes first: a writer never overtakes itself.
  if (spool_ && !(Clock::now() >= next_try_ && back_to_store())) return to_spool(batches, records);
  bool stored = to_store(batches);
  while (!stored && overflow_ == ingest::Overflow::block && !give_up_ && !is_late()) {
    std::this_thread::sleep_for(kBlockPause);
    stored = to_store(batches);
  }
  if (!stored) return to_spool(batches, records);
  counters_.stored += records;
  kept_ = true;
}

bool Delivery::back_to_store() {
  if (is_late()) return false;
  if (!breaker_.may_try()) {
    try_later();
    return false;
  }
  try {
    if (!store_) store_ = ports_.open_store();
    ports_.replay_own(*store_, std::move(spool_), [this] { return is_late(); });
    breaker_.succeeded();
    counters_.stored += counters_.spooled.exchange(0);
    pause_ = std::chrono::seconds(1);
    told_ = false;
    return true;
  } catch (const base::Failure& failure) {
    breaker_.failed(failure.what());
    if (failure.code() != base::Errc::busy) close_store();
    if (!spool_)
      spool_ = ports_.open_spool();  // another file: what comes must not overtake what waits
    try_later();
    return false;
  }
}

void Delivery::tick() {
  if (reopen_.exchange(false)) close_store();
  if (spool_ && Clock::now() >= next_try_) back_to_store();
}

void Delivery::finish() {
  if (spool_) back_to_store();
  if (!store_) return;
  if (ports_.replay_others && !is_late()) try {
      ports_.replay_others(*store_, [this] { return is_late(); });
    } catch (const base::Failure&) {
      // It waits for the next one.
    }
  store_->checkpoint();
  close_store();
}

StoreCounters Delivery::store_counters() const noexcept {
  if (!store_) return closed_;
  auto sum = store_->counters();
  sum.events += closed_.events;
  sum.requests += closed_.requests;
  sum.commits += closed_.commits;
  sum.repeated_lines += closed_.repeated_lines;
  sum.duplicate_finishes += closed_.duplicate_finishes;
  sum.withheld_contents += closed_.withheld_contents;
  return sum;
}

}  // namespace trace::store
