#include "ingest/line_feed.h"

#include <algorithm>
#include <utility>

// Frames that are too long to be held: they pass in pieces, the dialect sees their skeleton.
namespace trace::ingest {

using model::EventFlag;

void LineFeed::begin_long(base::UnixMicros at) {
  if (!dialect_) begin(choice_->settle(), at);
  long_ = std::make_unique<LongLine>();
  if (rules_.sanitizer != nullptr)
    long_->scrubber = std::make_unique<sanitize::StreamScrubber>(*rules_.sanitizer);
  if (long_->scrubber) long_->scrubber->keep_findings();
  if (rules_.max_payload) long_->sum.emplace();
  long_->uid.emplace(rules_.key, 16);
  long_->uid->update(digest::bytes_of(uid_));
  long_->salt = out_.salts().next();
  long_->leaf.emplace(32);
  long_->leaf->update(digest::bytes_of(long_->salt));
}

void LineFeed::take_long(const Piece& piece, base::UnixMicros at) {
  if (!long_) begin_long(at);
  auto& line = *long_;
  line.uid->update(piece.bytes);
  line.read += static_cast<std::int64_t>(piece.bytes.size());
  line.is_refused = rules_.max_line && line.read > *rules_.max_line;
  const bool is_last = piece.is_last || (line.is_refused && rules_.stops_at_reject);
  if (line.scrubber) {
    line.scrubber->feed(piece.bytes, line.waiting);
    if (is_last) line.scrubber->finish(line.waiting);
    line.is_scrubbed = !line.scrubber->take_findings().empty() || line.is_scrubbed;
  } else {
    line.waiting += piece.bytes;
  }
  while (line.waiting.size() >= FrameSplitter::kPiece || (is_last && !line.waiting.empty()))
    emit_chunk(piece.frame);
  if (is_last) end_long({piece.frame, piece.last_line, at});
}

// The dialect sees the skeleton; places in it are not places in the line.
void LineFeed::end_long(const Place& place) {
  const auto line = std::exchange(long_, nullptr);
  parsed_.clear();
  const auto skeleton = line->skeleton.text();
  dialect_->feed(
      Line{skeleton.empty() ? std::string_view(line->first) : skeleton, place.frame, place.at},
      parsed_);
  if (line->is_refused) parsed_.understood = false;
  if (parsed_.events.size() > 1) parsed_.events.resize(1);
  for (auto& event : parsed_.events) {
    event.part.reset();
    event.source_id = {};
  }
  find_trace();
  if (may_repeat())
    uid_ = line->uid->finish128();
  else
    next_uid({}, place.frame);
  const auto before = out_.batch().rows.size();
  emit(line->first, line->is_scrubbed, place);
  auto& rows = out_.batch().rows;
  const auto carrier = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(before), rows.end(),
                                    [&](const EventRow& row) { return row.n == place.frame; });
  if (line->pieces > 1 && carrier != rows.end()) {
    auto& row = *carrier;
    if (line->sum) {
      row.flags |= EventFlag::cut;
      row.full_size = static_cast<std::int64_t>(line->size);
      row.full_hash = line->sum->finish();
    } else {
      row.flags |= EventFlag::in_pieces;
      row.salt = line->salt;
      row.leaf = line->leaf->finish256();
    }
  }
  counters_.lines = place.last_line;
  counters_.frames = place.frame;
  out_.hand_over_if_large();
}

void LineFeed::emit_chunk(std::uint64_t number) {
  auto& line = *long_;
  const auto piece = std::string_view(line.waiting).substr(0, FrameSplitter::kPiece);
  line.size += piece.size();
  line.leaf->update(piece);
  if (line.sum) line.sum->update(piece);
  line.skeleton.feed(piece);
  if (line.pieces == 0) {
    line.first = piece;
  } else if (rules_.keep == model::Keep::full && !rules_.max_payload) {
    auto& batch = out_.batch();
    Chunk chunk;
    chunk.input = batch.input_index(facts_.uid);
    chunk.n = number;
    chunk.index = line.pieces;
    chunk.data = batch.append(piece);
    out_.add_change(chunk);
    out_.hand_over_if_large();
  }
  ++line.pieces;
  line.waiting.erase(0, piece.size());
}

}  // namespace trace::ingest
