#include "ingest/batch_maker.h"

#include <utility>

namespace trace::ingest {
namespace {

// The row keeps bytes of its own, and holds all of them.
bool has_leaf(const EventRow& row) {
  return row.carrier == EventRow::kNone && (row.flags & model::EventFlag::in_pieces) == 0;
}

}  // namespace

EventRow& BatchMaker::add_row(EventRow row, std::string_view payload) {
  row.payload = batch_->append(payload);
  if (has_leaf(row)) row.salt = salts_.next();
  if (row.level == model::Level::error && row.is_event) batch_->is_urgent = true;
  if (batch_->first_at.v == 0) batch_->first_at = row.at;
  batch_->rows.push_back(row);
  return batch_->rows.back();
}

void BatchMaker::add_change(ChangeBody body) {
  if (const auto* change = std::get_if<model::TraceChange>(&body)) {
    // Openings and ends are seen at once.
    if (change->status) batch_->is_urgent = true;
  }
  batch_->changes.push_back({static_cast<std::uint32_t>(batch_->rows.size()), std::move(body)});
}

// All leaves of a batch at once: four of them take little longer than one.
void BatchMaker::seal() {
  unsealed_.clear();
  for (auto& row : batch_->rows)
    if (has_leaf(row)) unsealed_.push_back({&row.salt, batch_->view(row.payload), &row.leaf});
  digest::hash_salted(unsealed_);
}

void BatchMaker::hand_over() {
  if (batch_->empty() && batch_->last_line == 0) return;
  seal();
  queue_.push(std::exchange(batch_, queue_.reuse()));
}

}  // namespace trace::ingest
