#include "ingest/log_rows.h"

namespace trace::ingest {

void seal(EventRow& row, std::string_view bytes, digest::SaltPool& salts) noexcept {
  row.salt = salts.next();
  row.leaf = digest::blake2b256(digest::bytes_of(row.salt), bytes);
}

EventRow& add_log_row(Batch& batch, const LogRow& log, digest::SaltPool& salts) {
  using model::EventFlag;
  EventRow row;
  row.trace = batch.trace_index(log.trace);
  row.type = batch.type_index(log.type);
  row.level = log.level;
  row.at = log.at;
  row.flags = log.line.empty() ? EventFlag::not_kept : EventFlag::native;
  if (log.is_sanitized) row.flags |= EventFlag::sanitized;
  if (log.full_size) row.flags |= EventFlag::cut;
  row.full_size = log.full_size;
  row.full_hash = log.full_hash;
  row.part = log.part;
  row.payload = batch.append(log.line);
  row.uid = salts.next();
  seal(row, log.line, salts);
  if (row.level == model::Level::error) batch.is_urgent = true;
  if (batch.first_at.v == 0) batch.first_at = row.at;
  return batch.rows.emplace_back(row);
}

}  // namespace trace::ingest
