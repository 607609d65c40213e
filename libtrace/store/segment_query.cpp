#include "store/segment_query.h"

#include "store/name_ids.h"
#include "store/rollup_rows.h"

#include <algorithm>
#include <numeric>

namespace trace::store {
namespace {

using enum SegmentColumn;

SegmentColumn column_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::model:
      return SegmentColumn::model;
    case Dimension::provider:
      return provider;
    case Dimension::token:
      return token;
    case Dimension::account:
      return account;
    case Dimension::user:
      return user;
    case Dimension::mode:
      return mode;
    case Dimension::status:
      return status;
    case Dimension::source:
    case Dimension::session:
    case Dimension::trace:
    case Dimension::root:
      return SegmentColumn::trace;
    case Dimension::day:
    case Dimension::hour:
    case Dimension::week:
    case Dimension::month:
      break;
  }
  return quarter;
}

// What is asked of the runs that requests belong to.
Filter asked_of_traces(const Filter& filter) {
  Filter of_traces;
  of_traces.cwd = filter.cwd;
  of_traces.host = filter.host;
  of_traces.session = filter.session;
  of_traces.source = filter.source;
  of_traces.source_ref = filter.source_ref;
  of_traces.actor = filter.actor;
  of_traces.error_code = filter.error_code;
  of_traces.message_id = filter.message_id;
  of_traces.client_message_id = filter.client_message_id;
  of_traces.parent = filter.parent;
  of_traces.tags = filter.tags;
  return of_traces;
}

NumberSet set_of(const std::vector<std::int64_t>& numbers) {
  NumberSet set;
  for (const std::int64_t number : numbers) set.add(number);
  return set;
}

NumberSet states_named(const std::vector<std::string>& words) {
  NumberSet set;
  for (const std::string& word : words)
    if (const auto state = model::parse_request_status(word))
      set.add(static_cast<std::int64_t>(*state));
  return set;
}

NumberSet traces_that(const Filter& of_traces, Database& db) {
  SqlText sql;
  sql.add("SELECT t.id FROM traces t");
  append_where(sql, Entity::trace, of_traces, db);
  NumberSet set;
  sql.prepare(db).each([&](const Row& row) { set.add(row.i64(0)); });
  return set;
}

// Keep of the picked rows those whose code is meant.
template <typename Meant>
void keep(const PackedColumn& column, SegmentView& view, const Meant& is_meant) {
  if (view.rows.picked == nullptr) view.picked.resize(view.rows.count);
  std::uint32_t* const to = view.picked.data();
  std::size_t kept = 0;  // without a branch: which are kept cannot be foreseen
  if (const auto* from = view.rows.picked)
    each_code(column, view.rows, [&](std::size_t i, std::uint64_t code) {
      to[kept] = from[i];
      kept += is_meant(code) ? 1 : 0;
    });
  else
    each_code(column, view.rows, [&](std::size_t i, std::uint64_t code) {
      to[kept] = static_cast<std::uint32_t>(i);
      kept += is_meant(code) ? 1 : 0;
    });
  view.rows = {kept, to};
}

void keep_named(const PackedColumn& column, const NumberSet& wanted, SegmentView& view) {
  if (column.width > 2 || wanted.numbers().size() > view.rows.count)
    return keep(column, view, [&](std::uint64_t code) { return wanted.has(column.value(code)); });
  view.is_wanted.assign(std::size_t{1} << (8 * column.width), 0);
  for (const std::int64_t number : wanted.numbers())
    if (const auto code = column.code(number); code < view.is_wanted.size())
      view.is_wanted[code] = 1;
  const char* const is_wanted = view.is_wanted.data();
  keep(column, view, [&](std::uint64_t code) { return is_wanted[code] != 0; });
}

}  // namespace

void NumberSet::add(std::int64_t number) {
  const auto at = static_cast<std::size_t>(number);
  if (at >= is_in_.size()) is_in_.resize(std::max(at + 1, 2 * is_in_.size()), 0);
  if (is_in_[at] == 0) numbers_.push_back(number);
  is_in_[at] = 1;
}

BucketTable::BucketTable(Dimension dimension, std::int64_t first, std::int64_t end,
                         const BucketStart& bucket)
    : first_(first) {
  starts_.reserve(static_cast<std::size_t>(end - first));
  for (std::int64_t quarter = first; quarter < end; ++quarter) {
    const auto from = start_of(RollupGrain::quarter, quarter);
    const auto start = bucket(dimension, from);
    const bool is_one = bucket(dimension, {from.v + kQuarterMicros - 1}) == start;
    starts_.push_back(is_one ? start.v : kMissing);
    if (!is_one) add_split(dimension, quarter, bucket);
  }
}

// A zone whose clock is not set by quarters of an hour: find the microsecond of the change.
void BucketTable::add_split(Dimension dimension, std::int64_t quarter, const BucketStart& bucket) {
  const auto from = start_of(RollupGrain::quarter, quarter);
  const auto before = bucket(dimension, from);
  std::int64_t in = 0, out = kQuarterMicros - 1;
  while (out - in > 1) {
    const std::int64_t middle = (in + out) / 2;
    (bucket(dimension, {from.v + middle}) == before ? in : out) = middle;
  }
  splits_[quarter] = {out, before.v, bucket(dimension, {from.v + out}).v};
}

std::int64_t BucketTable::start(std::int64_t quarter, std::int64_t micros) const {
  const std::int64_t start = starts_[static_cast<std::size_t>(quarter - first_)];
  if (start != kMissing) return start;
  const Split& split = splits_.at(quarter);
  return micros < split.at ? split.before : split.after;
}

std::optional<SegmentQuery> SegmentQuery::make(Database& db, const std::vector<Dimension>& by,
                                               const Filter& filter) {
  if (!filter.grep.empty() || !filter.where.empty() || !filter.conversation_id.empty())
    return std::nullopt;
  SegmentQuery query;
  query.by_ = by;
  query.since_ = filter.since;
  query.until_ = filter.until;
  query.has_trace_ = filter.has_trace;
  if (filter.min_duration) query.min_duration_ = filter.min_duration->v;
  query.min_tokens_ = filter.min_tokens;
  const auto names = [&](SegmentColumn column, NameKind kind, const auto& words) {
    if (!words.empty()) query.sets_.emplace_back(column, set_of(name_ids(db, kind, words)));
  };
  names(user, NameKind::user, filter.user);
  names(token, NameKind::token, filter.token);
  names(account, NameKind::account, filter.account);
  names(provider, NameKind::provider, filter.provider);
  names(mode, NameKind::mode, filter.mode);
  names(SegmentColumn::model, NameKind::model, filter.model);
  if (!filter.status.empty()) query.sets_.emplace_back(status, states_named(filter.status));
  const Filter of_traces = asked_of_traces(filter);
  if (of_traces != Filter{})
    query.sets_.emplace_back(SegmentColumn::trace, traces_that(of_traces, db));
  return query;
}

bool SegmentQuery::may_hold(const std::vector<SegmentSpan>& spans) const {
  if (std::none_of(by_.begin(), by_.end(), is_time) || spans.empty()) return true;
  std::int64_t first = quarter_of(spans.front().first_at), last = first;
  for (const SegmentSpan& span : spans) {
    first = std::min(first, quarter_of(span.first_at));
    last = std::max(last, quarter_of(span.last_at));
  }
  return BucketTable::may_hold(first, last + 1);
}

void SegmentQuery::ask(UsageParts parts, const std::vector<SegmentSpan>& spans,
                       const BucketStart& bucket, const OfTrace& of_trace) {
  parts_ = parts;
  of_trace_ = of_trace;
  std::int64_t first = 0, end = 0;
  for (const SegmentSpan& span : spans) {
    if (!overlaps(span)) continue;
    const std::int64_t from = quarter_of(span.first_at), to = quarter_of(span.last_at) + 1;
    first = first == end ? from : std::min(first, from);
    end = std::max(end, to);
  }
  for (const Dimension dimension : by_) {
    tables_.emplace_back();
    if (!is_time(dimension)) need(column_of(dimension));
    if (!is_time(dimension)) continue;
    asks_time_ = true;
    tables_.back().emplace(dimension, first, end, bucket);
    has_splits_ = has_splits_ || tables_.back()->has_splits();
  }
  if (has_splits_) need(micros);
  for (const auto& [column, set] : sets_) need(column);
  if (!has_trace_) need(SegmentColumn::trace);
  if (min_duration_ || parts.has(UsagePart::duration)) need(duration);
  for (std::size_t i = 0; i < 6; ++i)  // the bits and the columns go in the same order
    if (parts.has(static_cast<UsagePart>(1U << i)) || (min_tokens_ && i != 3 && i != 5))
      need(static_cast<SegmentColumn>(static_cast<std::size_t>(input) + i));
  if (parts.has(UsagePart::status)) need(status);
  if (parts.has(UsagePart::ttft)) need(ttft);
  if (!parts.has(UsagePart::cost)) return;
  need(cost);
  need(cost_source);
}

bool SegmentQuery::overlaps(const SegmentSpan& span) const {
  return span.requests > 0 && !(since_ && span.last_at < *since_) &&
         !(until_ && span.first_at >= *until_);
}

bool SegmentQuery::is_inside(const SegmentSpan& span) const {
  return !(since_ && span.first_at < *since_) && !(until_ && span.last_at >= *until_);
}

bool SegmentQuery::lies_in_one_bucket(const SegmentSpan& span) const {
  if (has_splits_) return false;
  const std::int64_t first = quarter_of(span.first_at), last = quarter_of(span.last_at);
  return std::all_of(tables_.begin(), tables_.end(), [&](const auto& table) {
    return !table || table->start(first, 0) == table->start(last, 0);
  });
}

bool SegmentQuery::needs(const SegmentSpan& span, SegmentColumn column) const {
  if (needed_[static_cast<std::size_t>(column)]) return true;
  if (column != quarter && column != micros) return false;
  return !is_inside(span) || (column == quarter && asks_time_ && !lies_in_one_bucket(span));
}

void SegmentQuery::select(const SegmentBytes& bytes, SegmentView& view) const {
  for (const auto& [column, wanted] : sets_) keep_named(view.of(column), wanted, view);
  if (!is_inside(bytes.span)) {
    const auto& at = view.of(quarter);
    std::size_t i = 0;  // of the picked row
    const PickedRows before = view.rows;
    keep(view.of(micros), view, [&](std::uint64_t code) {
      const std::size_t row = before.picked == nullptr ? i : before.picked[i];
      ++i;
      const base::UnixMicros moment{at.value(at.code_at(row)) * kQuarterMicros +
                                    view.of(micros).value(code)};
      return !(since_ && moment < *since_) && !(until_ && moment >= *until_);
    });
  }
  const auto& of_trace = view.of(SegmentColumn::trace);
  if (!has_trace_)
    keep(of_trace, view, [&](std::uint64_t code) { return of_trace.value(code) == kMissing; });
  select_by_counters(view);
}

void SegmentQuery::select_by_counters(SegmentView& view) const {
  if (min_duration_) {
    const auto& column = view.of(duration);
    const std::uint64_t least = std::max<std::uint64_t>(
        *min_duration_ < column.low ? 0 : column.code(*min_duration_), column.can_miss ? 1 : 0);
    keep(column, view, [&](std::uint64_t code) { return code >= least; });
  }
  if (!min_tokens_) return;
  std::size_t i = 0;
  const PickedRows before = view.rows;
  keep(view.of(input), view, [&](std::uint64_t) {
    const std::size_t row = before.picked == nullptr ? i : before.picked[i];
    ++i;
    std::int64_t sum = 0;
    bool is_known = false;
    for (const auto part : {input, cache_read, cache_write, output}) {
      const auto& column = view.of(part);
      const std::int64_t tokens = column.value(column.code_at(row));
      sum += tokens == kMissing ? 0 : tokens;
      is_known = is_known || tokens != kMissing;
    }
    return is_known && sum >= *min_tokens_;
  });
}

void SegmentQuery::find_keys(const SegmentBytes& bytes, SegmentView& view) const {
  view.keys.resize(by_.size());
  const bool is_one = asks_time_ && lies_in_one_bucket(bytes.span);
  for (std::size_t d = 0; d < by_.size(); ++d) {
    KeyColumn& key = view.keys[d];
    key.only.reset();
    key.values.clear();
    if (is_time(by_[d]) && is_one) {
      key.only = tables_[d]->start(quarter_of(bytes.span.first_at), 0);
      continue;
    }
    key.column = view.of(column_of(by_[d]));
    if (is_of_trace(by_[d]))
      key.shown = [this, d](std::int64_t trace) { return of_trace_(by_[d], trace); };
    if (!is_time(by_[d])) continue;
    key.shown = [this, d](std::int64_t at) { return tables_[d]->start(at, 0); };
    if (!has_splits_) continue;
    const auto& part = view.of(micros);
    key.values.resize(view.rows.count);
    each_code(key.column, view.rows, [&](std::size_t i, std::uint64_t code) {
      const std::size_t row = view.rows.picked == nullptr ? i : view.rows.picked[i];
      key.values[i] = tables_[d]->start(key.column.value(code), part.value(part.code_at(row)));
    });
  }
}

void SegmentQuery::look(const SegmentBytes& bytes, SegmentView& view) const {
  const auto count = static_cast<std::size_t>(bytes.span.requests);
  for (std::size_t i = 0; i < kSegmentColumns; ++i) {
    if (!needs(bytes.span, static_cast<SegmentColumn>(i))) continue;
    const auto column = open_column(bytes.columns[i], count);
    if (!column)
      throw base::Failure(base::Errc::corrupt,
                          "a column of the sums is damaged; stats-aggregate --rebuild makes it");
    view.columns[i] = *column;
  }
  view.rows = {count, nullptr};
  view.only_reported = only_reported_;
  select(bytes, view);
  find_keys(bytes, view);
}

}  // namespace trace::store
