#include "store/usage_report.h"

#include "store/guard.h"
#include "store/segment_reader.h"
#include "store/snapshot.h"
#include "store/usage_sample.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>

namespace trace::store {
namespace {

struct DimensionSql {
  Dimension dimension;
  std::string_view name, column;
};

constexpr std::array<DimensionSql, 15> kDimensions{{{Dimension::day, "day", "r.at"},
                                                    {Dimension::hour, "hour", "r.at"},
                                                    {Dimension::week, "week", "r.at"},
                                                    {Dimension::month, "month", "r.at"},
                                                    {Dimension::model, "model", "r.model"},
                                                    {Dimension::provider, "provider", "r.provider"},
                                                    {Dimension::token, "token", "r.token"},
                                                    {Dimension::account, "account", "r.account"},
                                                    {Dimension::user, "user", "r.user"},
                                                    {Dimension::source, "source", "r.trace"},
                                                    {Dimension::mode, "mode", "r.mode"},
                                                    {Dimension::status, "status", "r.status"},
                                                    {Dimension::session, "session", "r.trace"},
                                                    {Dimension::trace, "trace", "r.trace"},
                                                    {Dimension::root, "root", "r.trace"}}};

const DimensionSql& sql_of(Dimension dimension) {
  return kDimensions[static_cast<std::size_t>(dimension)];
}

// A filter for the time of a piece as well.
Filter within(Filter filter, const RowPiece& piece) {
  constexpr base::UnixMicros kEver{std::numeric_limits<std::int64_t>::min()};
  filter.since = piece.since.value_or(kEver);  // so that there is a WHERE
  filter.until = piece.until;
  return filter;
}

SqlText query(const std::vector<Dimension>& by, const Filter& filter, const RowPiece* piece,
              Database& db) {
  SqlText sql;
  sql.add("SELECT " + std::string(kSampleColumns));
  for (const Dimension dimension : by) sql.add(", ").add(sql_of(dimension).column);
  sql.add(from_of(Entity::request, db));
  if (piece != nullptr && piece->after_id > 0) sql.add(" NOT INDEXED");  // the newest ids
  append_where(sql, Entity::request, piece == nullptr ? filter : within(filter, *piece), db);
  if (piece != nullptr)
    sql.add(" AND r.id > ").value(piece->after_id).add(" AND r.id <= ").value(piece->last_id);
  return sql;
}

}  // namespace

std::optional<Dimension> dimension_named(std::string_view name) {
  for (const auto& entry : kDimensions)
    if (entry.name == name) return entry.dimension;
  return std::nullopt;
}

std::string_view name(Dimension dimension) { return sql_of(dimension).name; }

bool is_time(Dimension dimension) { return dimension <= Dimension::month; }

bool is_of_trace(Dimension dimension) {
  return dimension == Dimension::source || dimension >= Dimension::session;
}

UsageReport::UsageReport(Database& db) : db_(db), names_(db), traces_(db) {}

void UsageReport::read_key(const Row& row, const UsageQuestion& question, Key& key) {
  for (std::size_t i = 0; i < question.by.size(); ++i) {
    const Dimension dimension = question.by[i];
    const int column = kSampleColumnCount + static_cast<int>(i);
    if (is_time(dimension))
      key[i] = question.bucket(dimension, {row.i64(column)}).v;
    else if (row.is_null(column))
      key[i] = kMissing;
    else if (is_of_trace(dimension))
      key[i] = traces_.value(dimension, row.i64(column));
    else
      key[i] = row.i64(column);
  }
}

DimensionValue UsageReport::shown(std::int64_t value, Dimension dimension) {
  if (value == kMissing) return {};
  if (is_time(dimension)) return base::UnixMicros{value};
  if (dimension == Dimension::status)
    return std::string(model::name(static_cast<model::RequestStatus>(value)));
  if (is_of_trace(dimension)) return traces_.text(dimension, value);
  return std::string(names_.of(value));
}

void UsageReport::add_rows(const UsageQuestion& question, const RowPiece* piece, Groups& groups) {
  const SqlText& sql = queries_.emplace_back(query(question.by, question.filter, piece, db_));
  std::optional<Guard> guard;
  if (!question.filter.where.empty()) guard.emplace(db_);
  Key key(question.by.size());
  UsageSample sample;
  RequestCost cost(names_, question.costs);
  UsageTally* last = nullptr;
  Key last_key;
  sql.prepare(db_).each([&](const Row& row) {
    read_key(row, question, key);
    if (last == nullptr || key != last_key) {
      last = &groups[key];  // stays where it is, whatever is added
      last_key = key;
    }
    read_sample(row, sample);
    cost.settle(read_call(row), sample);
    last->add(sample);
  });
}

void UsageReport::take(const Key& key, UsageTally& tally, Groups& groups) {
  const auto [at, is_new] = groups.try_emplace(key);
  if (is_new)
    at->second = std::move(tally);
  else
    at->second.add(tally);
}

bool UsageReport::add_sums(const UsageQuestion& question, Groups& groups) {
  const auto pieces = RollupReader(db_, question)
                          .read(question.filter, question.costs,
                                [&](const Key& key, UsageTally& sum) { take(key, sum, groups); });
  if (!pieces) return false;
  sums_ = "sums by time and model";
  for (const RowPiece& piece : *pieces) add_rows(question, &piece, groups);
  return true;
}

std::string UsageReport::plan() {
  std::string text = sums_;
  for (const SqlText& query : queries_) text += (text.empty() ? "" : ", ") + query.plan(db_);
  while (text.ends_with('\n')) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ';');
  return text;
}

bool UsageReport::add_segments(const UsageQuestion& question, Groups& groups) {
  const auto pieces =
      SegmentReader(db_, traces_).read(question, [&](const Key& key, UsageTally& sum) {
        take(key, sum, groups);
      });
  if (!pieces) return false;
  sums_ = "segments of requests";
  for (const RowPiece& piece : *pieces) add_rows(question, &piece, groups);
  return true;
}

std::vector<UsageGroup> UsageReport::count(const std::vector<Dimension>& by, const Filter& filter,
                                           const BucketStart& bucket, const CostRule& costs) {
  return count(UsageQuestion{by, filter, bucket, costs});
}

std::vector<UsageGroup> UsageReport::count(const UsageQuestion& question) {
  sums_.clear();
  queries_.clear();
  Groups groups;
  if (question.by.empty()) groups[{}];
  {
    const Snapshot snapshot(db_);
    if (!add_sums(question, groups) && !add_segments(question, groups))
      add_rows(question, nullptr, groups);
  }
  return in_order(groups, question.by);
}

// Values are shown and compared once each, then their ranks order the groups.
std::vector<UsageGroup> UsageReport::in_order(Groups& groups, const std::vector<Dimension>& by) {
  std::vector<std::map<DimensionValue, std::size_t>> ranks(by.size());
  std::vector<std::unordered_map<std::int64_t, const std::pair<const DimensionValue, std::size_t>*>>
      known(by.size());
  for (auto& [key, tally] : groups)
    for (std::size_t d = 0; d < by.size(); ++d)
      if (auto& entry = known[d][key[d]]; entry == nullptr)
        entry = &*ranks[d].try_emplace(shown(key[d], by[d]), 0).first;
  for (auto& of_dimension : ranks)
    for (std::size_t rank = 0; auto& [value, number] : of_dimension) number = rank++;
  std::vector<Groups::value_type*> all;
  std::vector<std::size_t> order, of_group;  // by.size() ranks a group
  for (auto& group : groups) {
    order.push_back(all.size() * by.size());
    all.push_back(&group);
    for (std::size_t d = 0; d < by.size(); ++d)
      of_group.push_back(known[d].at(group.first[d])->second);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto* ranks_of = of_group.data();
    return std::lexicographical_compare(ranks_of + a, ranks_of + a + by.size(), ranks_of + b,
                                        ranks_of + b + by.size());
  });
  std::vector<UsageGroup> out(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    auto& [key, tally] = *all[by.empty() ? i : order[i] / by.size()];
    out[i].key.reserve(by.size());
    for (std::size_t d = 0; d < by.size(); ++d) out[i].key.push_back(known[d].at(key[d])->first);
    out[i].tally = std::move(tally);
  }
  return out;
}

}  // namespace trace::store
