#include "store/event_rows.h"

#include "store/payload.h"

#include <algorithm>

namespace trace::store {
namespace {

std::string columns(Database& db) {
  return "seq, at, type, level, flags, uid, input, n, " + payload_sql(db, "") +
         ", carrier, off, len, tool, duration_ms, key";
}
const std::string kOfTrace = " FROM events WHERE trace = ";
constexpr std::uint32_t kOfTheBytes = model::EventFlag::cut | model::EventFlag::not_kept;

std::optional<std::size_t> size_at(const Row& row, int column) {
  const auto value = row.maybe_i64(column);
  if (!value || *value < 0) return std::nullopt;
  return static_cast<std::size_t>(*value);
}

}  // namespace

EventRows::EventRows(Database& db, Dictionary& names)
    : db_(db),
      names_(names),
      select_(db, "SELECT " + columns(db) + kOfTrace + "?1 AND seq IS NOT NULL ORDER BY seq"),
      carrier_(db, "SELECT flags, " + payload_sql(db, "") + ", input, n FROM events WHERE id = ?1"),
      pieces_size_(db, "SELECT total(" + chunk_size_sql(db, "") +
                           ") FROM chunks WHERE input = ?1 AND n = ?2"),
      pieces_(db, "SELECT " + chunk_sql(db, "") +
                      " FROM chunks WHERE input = ?1 AND n = ?2 ORDER BY i") {}

void EventRows::each(std::int64_t trace, std::string_view uid,
                     const std::function<void(const model::EventRow&)>& f) {
  model::EventRow event;
  event.trace = uid;
  carrier_id_ = 0;
  select_.with(trace);
  select_.each([&](const Row& row) {
    fill(row, event);
    f(event);
  });
}

SqlText EventRows::query(Database& db, std::int64_t trace, const EventRange& range) {
  SqlText sql;
  sql.add("SELECT " + columns(db) + kOfTrace).value(trace);
  if (range.after)
    sql.add(" AND seq > ").value(*range.after);
  else
    sql.add(" AND seq IS NOT NULL");
  if (!range.types.empty()) sql.add(" AND type").is_one_of(range.types);
  if (!range.levels.empty()) sql.add(" AND level").is_one_of(range.levels);
  sql.add(" ORDER BY seq");
  if (range.limit > 0) sql.add(" LIMIT ").value(static_cast<std::int64_t>(range.limit) + 1);
  return sql;
}

bool EventRows::some(std::int64_t trace, std::string_view uid, const EventRange& range,
                     const std::function<void(const model::EventRow&)>& f) {
  model::EventRow event;
  event.trace = uid;
  carrier_id_ = 0;
  Statement select = query(db_, trace, range).prepare(db_);
  for (std::size_t shown = 0; const auto row = select.step(); ++shown) {
    if (range.limit > 0 && shown == range.limit) return true;
    fill(*row, event);
    f(event);
  }
  return false;
}

void EventRows::since(std::int64_t id, const std::function<bool(std::int64_t)>& wanted,
                      const std::function<void(const model::EventRow&, std::int64_t)>& f) {
  // The rowid orders rows by commit: ids are reserved inside write transactions.
  if (!since_) {
    since_.emplace(db_, "SELECT " + columns(db_) +
                            ", trace FROM events WHERE id > ?1 AND seq IS NOT NULL ORDER BY id");
  }
  model::EventRow event;
  carrier_id_ = 0;
  since_->with(id);
  since_->each([&](const Row& row) {
    const std::int64_t trace = row.i64(15);
    if (!wanted(trace)) return;
    fill(row, event);
    f(event, trace);
  });
}

void EventRows::one(std::int64_t id, std::string_view uid,
                    const std::function<void(const model::EventRow&)>& f) {
  if (!one_) one_.emplace(db_, "SELECT " + columns(db_) + " FROM events WHERE id = ?1");
  model::EventRow event;
  event.trace = uid;
  one_->with(id);
  one_->each([&](const Row& row) {
    fill(row, event);
    f(event);
  });
}

void EventRows::fill(const Row& row, model::EventRow& out) {
  out.seq = row.i64(0);
  out.at = {row.i64(1)};
  out.type = names_.of(row.i64(2));
  out.level = static_cast<model::Level>(row.i64(3) & 3);
  out.flags = static_cast<std::uint32_t>(row.i64(4));
  out.uid = row.text(5);
  out.offset = size_at(row, 10);
  out.size = size_at(row, 11);
  out.tool = names_.of(row.maybe_i64(12));
  out.duration_ms = row.maybe_i64(13);
  out.key = row.maybe_i64(14);
  out.frame.reset();
  out.long_payload = nullptr;
  if (const auto carrier = row.maybe_i64(9)) return take_carrier(*carrier, out);
  if (row.is_null(8)) return;
  out.frame = row.text(8);
  if (!out.has(model::EventFlag::in_pieces)) return;
  const LinePlace place{row.i64(6), row.i64(7)};
  if (is_long(place)) return take_long(place, out);
  joined_.assign(*out.frame);
  append_pieces(place, joined_);
  out.frame = joined_;
}

void EventRows::take_carrier(std::int64_t id, model::EventRow& out) {
  if (id != carrier_id_) {
    carrier_.with(id);
    const auto row = carrier_.step();
    carrier_id_ = id;
    long_carrier_.reset();
    carrier_flags_ = row ? static_cast<std::uint32_t>(row->i64(0)) : 0;
    carrier_has_bytes_ = row && !row->is_null(1);
    carrier_bytes_.assign(row ? row->text(1) : std::string_view{});
    if (carrier_has_bytes_ && (carrier_flags_ & model::EventFlag::in_pieces) != 0)
      take_carrier_pieces({row->i64(2), row->i64(3)});
    carrier_.reset();
  }
  out.flags |= carrier_flags_ & kOfTheBytes;
  if (!carrier_has_bytes_) return;
  out.frame = carrier_bytes_;
  if (long_carrier_) take_long(*long_carrier_, out);
}

void EventRows::take_carrier_pieces(const LinePlace& place) {
  if (is_long(place))
    long_carrier_ = place;
  else
    append_pieces(place, carrier_bytes_);
}

bool EventRows::is_long(const LinePlace& place) {
  if (!hands_on_long_) return false;
  pieces_size_.with(place.input, place.n);
  const auto row = pieces_size_.step();
  const bool is_long = row && row->i64(0) > static_cast<std::int64_t>(kMostJoined);
  pieces_size_.reset();
  return is_long;
}

// The first piece stays as the frame; what is short enough of a long line is cut out of it.
void EventRows::take_long(const LinePlace& place, model::EventRow& out) {
  const std::string_view first = *out.frame;
  const std::size_t from = out.offset.value_or(0);
  const std::size_t size = out.size.value_or(std::string_view::npos);
  const auto walk = [this, place, first, from, size](const model::PieceOut& f) {
    std::size_t at = 0;
    const auto piece = [&](std::string_view bytes) {
      const std::size_t begin = std::min(bytes.size(), from > at ? from - at : 0);
      const std::size_t done = at + begin - std::min(from, at + begin);
      if (done < size) f(bytes.substr(begin, size - done));
      at += bytes.size();
    };
    piece(first);
    pieces_.with(place.input, place.n).each([&](const Row& row) { piece(row.text(0)); });
  };
  if (out.has(model::EventFlag::native) || size > kMostJoined) {
    out.long_payload = walk;
    return;
  }
  joined_.clear();
  walk([&](std::string_view bytes) { joined_ += bytes; });
  out.frame = joined_;
  out.offset.reset();
  out.size = joined_.size();
}

void EventRows::append_pieces(const LinePlace& place, std::string& out) {
  pieces_.with(place.input, place.n);
  pieces_.each([&](const Row& piece) { out += piece.text(0); });
}

}  // namespace trace::store
