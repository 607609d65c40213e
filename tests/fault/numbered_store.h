// A store of numbered events for the fault tests: batches of a few events, numbered on and on, and
// what is left of them afterwards.
#pragma once

#include "digest/blake2b.h"
#include "support/temp_dir.h"

#include "ingest/batch.h"
#include "store/schema.h"
#include "store/store_sink.h"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

namespace trace::fault {

inline constexpr int kPerBatch = 7;

// The `index`-th batch, from 0: its events are numbered from index * kPerBatch.
inline ingest::Batch numbered_batch(int index) {
  ingest::Batch batch;
  for (int i = 0; i < kPerBatch; ++i) {
    const std::string n = std::to_string(index * kPerBatch + i);
    ingest::EventRow row;
    row.trace = batch.trace_index("T");
    row.type = batch.type_index("step");
    row.at = {1'000'000 + index};
    row.uid = digest::blake2b128(n);
    row.payload = batch.append("{\"n\":" + n + ",\"text\":\"" + std::string(200, 'x') + "\"}");
    batch.rows.push_back(row);
  }
  return batch;
}

inline void write_numbered(ingest::Sink& sink, int index) {
  const ingest::Batch batch = numbered_batch(index);
  const ingest::Batch* const one = &batch;
  sink.write({&one, 1});
}

struct Left {
  std::int64_t events = 0, different = 0, highest = -1;
  bool is_sound = false;  // integrity_check, and the store opens
  // Whole batches from the first one on, each once.
  bool is_prefix() const {
    return events == different && different == highest + 1 && events % kPerBatch == 0;
  }
  std::int64_t batches() const { return events / kPerBatch; }
};

// Open the store as a writer does, which recovers it, and look at what is there.
inline Left look_at(const std::string& db_path) {
  Left left;
  try {
    auto db = store::open_for_writing(db_path, store::Durability::full);
    store::Statement check(db, "PRAGMA integrity_check");
    left.is_sound = check.step()->text(0) == "ok";
    check.reset();
    store::Statement count(db,
                           "WITH m AS (SELECT CAST(json_extract(payload, '$.n') AS INTEGER) AS n "
                           "FROM task_trace_events WHERE event_type = 'step') SELECT count(*), "
                           "count(DISTINCT n), coalesce(max(n), -1) FROM m");
    const auto row = count.step();
    left.events = row->i64(0);
    left.different = row->i64(1);
    left.highest = row->i64(2);
  } catch (const base::Failure&) {
    left.is_sound = false;
  }
  return left;
}

// A number from the environment: how much is tried.
inline int tries(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoi(text);
}

// A line of the reliability table, collected by tests/fault/matrix.
struct Row {
  std::string id, fault;
  std::int64_t runs = 0, lost = 0, torn = 0, doubled = 0;
  ~Row() {
    std::cout << "row|" << id << '|' << fault << '|' << runs << '|' << lost << '|' << torn << '|'
              << doubled << '\n';
  }
};

}  // namespace trace::fault
