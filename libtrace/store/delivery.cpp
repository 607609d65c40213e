#include "store/delivery.h"

#include "base/error.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace trace::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kLongestPause{16};

}  // namespace

Delivery::Delivery(DeliveryPorts ports, ingest::Overflow overflow)
    : ports_(std::move(ports)), overflow_(overflow) {}
Delivery::~Delivery() = default;

bool Delivery::to_store(std::span<const ingest::Batch* const> batches) {
  try {
    if (!store_) store_ = ports_.open_store();
    store_->write(batches);
    return true;
  } catch (const base::Failure& failure) {
    // A busy store stays open; any other trouble is met with a new connection.
    if (failure.code() != base::Errc::busy && store_) {
      closed_ = store_counters();
      store_.reset();
    }
    fall_back(failure.what());
    return false;
  }
}

void Delivery::fall_back(const std::string& why) {
  if (!told_) ports_.warn(why + "; what comes is kept in the spool until it can be stored");
  told_ = true;
  next_try_ = Clock::now() + pause_;
}

void Delivery::to_spool(std::span<const ingest::Batch* const> batches, std::uint64_t records) {
  try {
    if (!spool_) spool_ = ports_.open_spool();
    spool_->write(batches);
    counters_.spooled += records;
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
  kept_ = true;
  // What was spooled comes first: a writer never overtakes itself.
  if (spool_ && !(Clock::now() >= next_try_ && back_to_store())) return to_spool(batches, records);
  bool stored = to_store(batches);
  while (!stored && overflow_ == ingest::Overflow::block && !give_up_) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stored = to_store(batches);
  }
  if (stored)
    counters_.stored += records;
  else
    to_spool(batches, records);
}

bool Delivery::back_to_store() {
  try {
    if (!store_) store_ = ports_.open_store();
    ports_.replay_own(*store_, std::move(spool_));
    counters_.stored += counters_.spooled.exchange(0);
    pause_ = std::chrono::seconds(1);
    told_ = false;
    return true;
  } catch (const base::Failure&) {
    if (!spool_)
      spool_ = ports_.open_spool();  // another file: what comes must not overtake what waits
    pause_ = std::min(pause_ * 2, kLongestPause);
    next_try_ = Clock::now() + pause_;
    return false;
  }
}

void Delivery::tick() {
  if (spool_ && Clock::now() >= next_try_) back_to_store();
}

void Delivery::finish() {
  if (spool_) back_to_store();
  if (!store_) return;
  store_->checkpoint();
  closed_ = store_counters();
  store_.reset();
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
