// Checks the hash chains of traces: every row against its link, the last link against the trace,
// and both against heads that were kept elsewhere. Reads only, at flat memory but for a state for
// each trace. Belongs to the thread of its Database.
#pragma once

#include "integrity/damage.h"
#include "integrity/heads.h"

#include "store/chain_state.h"
#include "store/sqlite.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace trace::integrity {

struct ChainReport {
  std::int64_t traces = 0, rows = 0;
  std::int64_t unchecked = 0;     // rows that were written before there were links to check
  std::int64_t redacted = 0;      // rows whose bytes were removed; the leaf stands for them
  std::int64_t incomparable = 0;  // saved heads that lie in a part that is gone
};

class ChainCheck {
 public:
  // `db` must outlive this and sees one state of the store meanwhile.
  ChainCheck(store::Database& db, DamageOut out);
  // Compare with these heads, too. Call before a check.
  void expect(const Heads& heads) { expected_ = &heads; }
  // Check every trace and the rows of none, or these traces only. Call one of them, once.
  ChainReport all();
  ChainReport some(std::span<const std::int64_t> traces);
  // The heads of the traces that were found whole.
  Heads heads() const;

 private:
  struct Trace {
    std::string id;
    store::ChainState state;
    digest::Hash256 head{};  // as the store has it
    std::int64_t links = 0;
    const Head* expected = nullptr;
    bool was_met = false;  // the expected head was passed
    bool is_bad = false;
  };
  void load(std::optional<std::int64_t> only);
  void load_leaving();
  void take(const store::ChainRow& row);
  void take_loose(const store::ChainRow& row);
  void compare_saved(Trace& trace);
  void finish(Trace& trace);
  void find_missing();
  void report(Trace& trace, const char* check, const std::string& what,
              const store::ChainRow* row = nullptr);

  store::Database& db_;
  DamageOut out_;
  const Heads* expected_ = nullptr;
  std::unordered_map<std::int64_t, Trace> traces_;
  std::unordered_set<std::int64_t> leaving_, strangers_;  // being deleted; rows of no known trace
  store::ChainState nowhere_;
  ChainReport report_;
};

}  // namespace trace::integrity
