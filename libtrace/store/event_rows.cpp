#include "store/event_rows.h"

namespace trace::store {
namespace {

const std::string kColumns =
    "seq, at, type, level, flags, uid, input, n, payload, carrier, off, len, tool, duration_ms";
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
      select_(db, "SELECT " + kColumns + kOfTrace + "?1 AND seq IS NOT NULL ORDER BY seq"),
      carrier_(db, "SELECT flags, payload, input, n FROM events WHERE id = ?1"),
      pieces_(db, "SELECT data FROM chunks WHERE input = ?1 AND n = ?2 ORDER BY i") {}

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

SqlText EventRows::query(std::int64_t trace, const EventRange& range) {
  SqlText sql;
  sql.add("SELECT " + kColumns + kOfTrace).value(trace);
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
  Statement select = query(trace, range).prepare(db_);
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
    since_.emplace(db_, "SELECT " + kColumns +
                            ", trace FROM events WHERE id > ?1 AND seq IS NOT NULL ORDER BY id");
  }
  model::EventRow event;
  carrier_id_ = 0;
  since_->with(id);
  since_->each([&](const Row& row) {
    const std::int64_t trace = row.i64(14);
    if (!wanted(trace)) return;
    fill(row, event);
    f(event, trace);
  });
}

void EventRows::one(std::int64_t id, std::string_view uid,
                    const std::function<void(const model::EventRow&)>& f) {
  if (!one_) one_.emplace(db_, "SELECT " + kColumns + " FROM events WHERE id = ?1");
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
  out.frame.reset();
  if (const auto carrier = row.maybe_i64(9)) return take_carrier(*carrier, out);
  if (row.is_null(8)) return;
  out.frame = row.text(8);
  if (!out.has(model::EventFlag::in_pieces)) return;
  joined_.assign(*out.frame);
  append_pieces(row.i64(6), row.i64(7), joined_);
  out.frame = joined_;
}

void EventRows::take_carrier(std::int64_t id, model::EventRow& out) {
  if (id != carrier_id_) {
    carrier_.with(id);
    const auto row = carrier_.step();
    carrier_id_ = id;
    carrier_flags_ = row ? static_cast<std::uint32_t>(row->i64(0)) : 0;
    carrier_has_bytes_ = row && !row->is_null(1);
    carrier_bytes_.assign(row ? row->text(1) : std::string_view{});
    if (carrier_has_bytes_ && (carrier_flags_ & model::EventFlag::in_pieces) != 0)
      append_pieces(row->i64(2), row->i64(3), carrier_bytes_);
    carrier_.reset();
  }
  out.flags |= carrier_flags_ & kOfTheBytes;
  if (carrier_has_bytes_) out.frame = carrier_bytes_;
}

void EventRows::append_pieces(std::int64_t input, std::int64_t n, std::string& out) {
  pieces_.with(input, n);
  pieces_.each([&](const Row& piece) { out += piece.text(0); });
}

}  // namespace trace::store
