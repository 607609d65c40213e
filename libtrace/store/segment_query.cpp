#include "store/segment_query.h"

#include "store/name_ids.h"
#include "store/rollup_rows.h"

#include <algorithm>
#include <numeric>

namespace trace::store {
namespace {

using enum SegmentColumn;

const std::vector<std::int64_t>& of(const SegmentValues& values, SegmentColumn column) {
  return values[static_cast<std::size_t>(column)];
}

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

// Rows ascend, so `to` may be `from`.
void pick(std::vector<std::int64_t>& from, const std::vector<std::uint32_t>& rows,
          std::vector<std::int64_t>& to) {
  if (&to != &from) to.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) to[i] = from[rows[i]];
  to.resize(rows.size());
}

}  // namespace

void NumberSet::add(std::int64_t number) {
  const auto at = static_cast<std::size_t>(number);
  if (at >= is_in_.size()) is_in_.resize(std::max(at + 1, 2 * is_in_.size()), 0);
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
                       const BucketStart& bucket) {
  parts_ = parts;
  std::int64_t first = 0, end = 0;
  for (const SegmentSpan& span : spans) {
    if (!overlaps(span)) continue;
    const std::int64_t from = quarter_of(span.first_at), to = quarter_of(span.last_at) + 1;
    first = first == end ? from : std::min(first, from);
    end = std::max(end, to);
  }
  for (const Dimension dimension : by_) {
    need(column_of(dimension));
    tables_.emplace_back();
    if (!is_time(dimension)) continue;
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

bool SegmentQuery::needs(const SegmentSpan& span, SegmentColumn column) const {
  if (needed_[static_cast<std::size_t>(column)]) return true;
  return (column == quarter || column == micros) && !is_inside(span);
}

std::vector<std::uint32_t> SegmentQuery::selected(const SegmentSpan& span,
                                                  const Values& values) const {
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(span.requests));
  std::iota(rows.begin(), rows.end(), 0U);
  const auto keep = [&](const auto& is_meant) {
    std::size_t kept = 0;  // without a branch: which are kept cannot be foreseen
    for (const std::uint32_t row : rows) {
      rows[kept] = row;
      kept += is_meant(row) ? 1 : 0;
    }
    rows.resize(kept);
  };
  for (const auto& [column, set] : sets_)
    keep([&, &numbers = of(values, column), &wanted = set](std::uint32_t row) {
      return wanted.has(numbers[row]);
    });
  if (!is_inside(span))
    keep([&](std::uint32_t row) {
      const base::UnixMicros at{of(values, quarter)[row] * kQuarterMicros +
                                of(values, micros)[row]};
      return !(since_ && at < *since_) && !(until_ && at >= *until_);
    });
  if (!has_trace_)
    keep([&](std::uint32_t row) { return of(values, SegmentColumn::trace)[row] == kMissing; });
  if (min_duration_)
    keep([&](std::uint32_t row) { return of(values, duration)[row] >= *min_duration_; });
  if (min_tokens_)
    keep([&](std::uint32_t row) {
      std::int64_t sum = 0;
      bool is_known = false;
      for (const auto part : {input, cache_read, cache_write, output}) {
        const std::int64_t tokens = of(values, part)[row];
        sum += tokens == kMissing ? 0 : tokens;
        is_known = is_known || tokens != kMissing;
      }
      return is_known && sum >= *min_tokens_;
    });
  return rows;
}

void SegmentQuery::unpack(const SegmentBytes& bytes, Values& values) const {
  const auto count = static_cast<std::size_t>(bytes.span.requests);
  for (std::size_t i = 0; i < kSegmentColumns; ++i) {
    if (!needs(bytes.span, static_cast<SegmentColumn>(i))) continue;
    values[i].resize(count);
    if (!unpack_column(bytes.columns[i], values[i]))
      throw base::Failure(base::Errc::corrupt,
                          "a column of the sums is damaged; stats-aggregate --rebuild makes it");
  }
  if (!only_reported_ || !parts_.has(UsagePart::cost)) return;
  for (std::size_t i = 0; i < count; ++i)
    if (of(values, cost_source)[i] != static_cast<std::int64_t>(model::CostSource::reported))
      values[static_cast<std::size_t>(cost)][i] = kMissing;
}

void SegmentQuery::fill_keys(const SegmentBytes& bytes, const Values& values,
                             RequestColumns& out) const {
  out.keys.resize(by_.size());
  std::size_t of_trace = 0;
  for (std::size_t d = 0; d < by_.size(); ++d) {
    auto& keys = out.keys[d];
    if (is_of_trace(by_[d])) {
      keys = bytes.of_trace[of_trace++];
      continue;
    }
    keys = of(values, column_of(by_[d]));
    if (!is_time(by_[d])) continue;
    for (std::size_t i = 0; i < keys.size(); ++i)
      keys[i] = tables_[d]->start(keys[i], has_splits_ ? of(values, micros)[i] : 0);
  }
}

void SegmentQuery::columns(const SegmentBytes& bytes, Values& values, RequestColumns& out) const {
  unpack(bytes, values);
  fill_keys(bytes, values, out);
  const bool is_all =
      sets_.empty() && is_inside(bytes.span) && has_trace_ && !min_duration_ && !min_tokens_;
  out.count = static_cast<std::size_t>(bytes.span.requests);
  std::vector<std::uint32_t> rows;
  if (!is_all) {
    rows = selected(bytes.span, values);
    out.count = rows.size();
    for (auto& column : out.keys) pick(column, rows, column);
  }
  const auto hand = [&](UsagePart part, SegmentColumn column, std::vector<std::int64_t>& to) {
    if (!parts_.has(part)) return;
    auto& from = values[static_cast<std::size_t>(column)];
    if (is_all)
      std::swap(from, to);
    else
      pick(from, rows, to);
  };
  for (std::size_t i = 0; i < 6; ++i)
    hand(static_cast<UsagePart>(1U << i),
         static_cast<SegmentColumn>(static_cast<std::size_t>(input) + i), out.tokens[i]);
  hand(UsagePart::status, status, out.status);
  hand(UsagePart::cost, cost, out.cost);
  hand(UsagePart::cost, cost_source, out.cost_source);
  hand(UsagePart::duration, duration, out.duration);
  hand(UsagePart::ttft, ttft, out.ttft);
}

}  // namespace trace::store
