// What a recorder promises about its batches: they reach the store, or the spool while the store is
// locked, full or away, or they are counted as lost when no place takes them. Never throws for the
// world. One writing thread.
#pragma once

#include "ingest/batch_queue.h"
#include "ingest/ports.h"
#include "store/breaker.h"
#include "store/store_sink.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace trace::store {

struct DeliveryPorts {
  std::function<std::unique_ptr<StoreSink>()> open_store;     // throws Failure
  std::function<std::unique_ptr<ingest::Sink>()> open_spool;  // throws Failure
  // Bring our own spooled batches into the store and forget them; throws Failure when that fails
  // or `is_over` says so.
  using IsOver = std::function<bool()>;
  std::function<void(StoreSink&, std::unique_ptr<ingest::Sink>, const IsOver& is_over)> replay_own;
  // At the end: load what waits of others, as long as there is time. May be empty; throws Failure.
  std::function<void(StoreSink&, const IsOver& is_over)> replay_others;
  std::function<void(const std::string&)> warn;  // one line for people
  std::vector<std::string> places;               // of the spool; the breaker is kept there
};

struct DeliveryCounters {
  std::atomic<std::uint64_t> stored{0}, spooled{0}, lost{0};  // records
};

class Delivery final : public ingest::Sink {
 public:
  Delivery(DeliveryPorts ports, ingest::Overflow overflow);
  ~Delivery() override;

  // Never throws Failure.
  void write(std::span<const ingest::Batch* const> batches) override;
  // Try the store again when it is time to. Call now and then.
  void tick();
  // The last try: nothing comes after it. Then the store is closed.
  void finish();
  // Close the store and open it again with the next batch. From any thread.
  void reopen() noexcept { reopen_ = true; }
  // With `block`: stop waiting for the store. From any thread.
  void give_up() noexcept { give_up_ = true; }
  // From then on nothing waits for the store: what comes goes to the spool. From any thread.
  void hurry(std::chrono::steady_clock::time_point deadline) noexcept {
    deadline_ = deadline.time_since_epoch().count();
  }

  // People were told already that the store is away. Before the first write.
  void leave_unsaid() noexcept { told_ = true; }

  const DeliveryCounters& counters() const noexcept { return counters_; }
  StoreCounters store_counters() const noexcept;
  bool is_spooling() const noexcept { return spool_ != nullptr; }
  // The last write is durable: stored or spooled. From any thread.
  bool is_kept() const noexcept { return kept_; }

 private:
  bool to_store(std::span<const ingest::Batch* const> batches);
  void to_spool(std::span<const ingest::Batch* const> batches, std::uint64_t records);
  bool back_to_store();
  bool try_store(std::span<const ingest::Batch* const> batches);
  void close_store();
  void fall_back(const std::string& why);
  void try_later();
  bool is_late() const noexcept;

  DeliveryPorts ports_;
  ingest::Overflow overflow_;
  std::unique_ptr<StoreSink> store_;
  std::unique_ptr<ingest::Sink> spool_;
  StoreCounters closed_;
  base::SystemClock clock_;
  Breaker breaker_;
  std::chrono::steady_clock::time_point next_try_;
  std::chrono::milliseconds pause_{1000};
  DeliveryCounters counters_;
  bool told_ = false, told_loss_ = false;
  std::atomic<bool> kept_ = true, give_up_ = false, reopen_ = false;
  std::atomic<std::chrono::steady_clock::rep> deadline_;
};

}  // namespace trace::store
