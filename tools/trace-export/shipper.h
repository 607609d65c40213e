// One batch after the other to the sink: its end is kept before it is sent, the cursor moves when
// it was taken, single rows that are refused are set aside. For the main thread.
#pragma once

#include "trace-export/ship_batch.h"
#include "trace-export/sink_command.h"

#include "base/time.h"
#include "store/lock.h"
#include "store/ship_ledger.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trace::tools {

class Shipper {
 public:
  // Attempts after which an absent sink is given up, unless --follow.
  static constexpr int kAttempts = 6;
  // Parts of one batch that may be refused before any was taken.
  static constexpr int kMostRefusals = 64;

  // All must outlive this. Registers the cursor.
  Shipper(const ExportOptions& options, store::Database& db, store::StoreLock& lock,
          const base::Clock& clock);
  // Send rows again that were set aside.
  void ship_again();
  // Ship what is next; false when there is nothing. Throws Failure unavailable when the sink takes
  // nothing.
  bool ship_batch();
  std::size_t rows_set_aside() const noexcept { return set_aside_; }

 private:
  struct Part {
    std::size_t from = 0, to = 0;
  };
  store::ShipWindow render();
  bool deliver(const std::vector<store::ShipRow>& rows);
  bool deliver_in_parts(const std::vector<store::ShipRow>& rows);
  Verdict send(const Part& part, const std::string& id);
  void set_aside(const std::vector<store::ShipRow>& rows);
  void wait_or_give_up(const std::string& why);

  const ExportOptions& options_;
  store::Database& db_;
  const base::Clock& clock_;
  store::ShipLedger ledger_;
  ShipBatch batch_;
  std::size_t limit_, set_aside_ = 0;
  std::size_t refused_rows_ = 0;  // size of a batch that was refused in all its parts
  int failures_ = 0;              // one after the other
  int exit_code_ = 0;             // of the last refusal
};

}  // namespace trace::tools
