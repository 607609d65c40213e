#include "store/usage_report.h"

#include "store/guard.h"
#include "store/snapshot.h"
#include "store/usage_sample.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace trace::store {
namespace {

constexpr std::int64_t kMissing = std::numeric_limits<std::int64_t>::min();
struct DimensionSql {
  Dimension dimension;
  std::string_view name, column;
};

constexpr std::array<DimensionSql, 13> kDimensions{{{Dimension::day, "day", "r.at"},
                                                    {Dimension::hour, "hour", "r.at"},
                                                    {Dimension::week, "week", "r.at"},
                                                    {Dimension::month, "month", "r.at"},
                                                    {Dimension::model, "model", "r.model"},
                                                    {Dimension::provider, "provider", "r.provider"},
                                                    {Dimension::token, "token", "r.token"},
                                                    {Dimension::account, "account", "r.account"},
                                                    {Dimension::user, "user", "r.user"},
                                                    {Dimension::source, "source", "x.source"},
                                                    {Dimension::mode, "mode", "r.mode"},
                                                    {Dimension::status, "status", "r.status"},
                                                    {Dimension::session, "session", "x.session"}}};

const DimensionSql& sql_of(Dimension dimension) {
  return kDimensions[static_cast<std::size_t>(dimension)];
}

bool is_of_trace(Dimension dimension) {
  return dimension == Dimension::source || dimension == Dimension::session;
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
  sql.add(from_of(Entity::request));
  if (piece != nullptr && piece->after_id > 0) sql.add(" NOT INDEXED");  // the newest ids
  if (std::any_of(by.begin(), by.end(), is_of_trace))
    sql.add(" LEFT JOIN traces x ON x.id = r.trace");
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

UsageReport::UsageReport(Database& db) : db_(db), names_(db) {}

void UsageReport::read_key(const Row& row, const std::vector<Dimension>& by,
                           const BucketStart& bucket, Key& key) {
  for (std::size_t i = 0; i < by.size(); ++i) {
    const int column = kSampleColumnCount + static_cast<int>(i);
    if (is_time(by[i])) {
      key[i] = bucket(by[i], {row.i64(column)}).v;
    } else if (row.is_null(column)) {
      key[i] = kMissing;
    } else if (by[i] != Dimension::session) {
      key[i] = row.i64(column);
    } else {
      const std::string_view session = row.text(column);
      auto found = sessions_.find(session);
      if (found == sessions_.end()) {
        session_names_.emplace_back(session);
        found = sessions_.emplace(session, static_cast<std::int64_t>(session_names_.size())).first;
      }
      key[i] = found->second;
    }
  }
}

std::vector<DimensionValue> UsageReport::shown(const Key& key, const std::vector<Dimension>& by) {
  std::vector<DimensionValue> values(key.size());
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key[i] == kMissing) continue;
    if (is_time(by[i]))
      values[i] = base::UnixMicros{key[i]};
    else if (by[i] == Dimension::status)
      values[i] = std::string(model::name(static_cast<model::RequestStatus>(key[i])));
    else if (by[i] == Dimension::session)
      values[i] = session_names_[static_cast<std::size_t>(key[i] - 1)];
    else
      values[i] = std::string(names_.of(key[i]));
  }
  return values;
}

void UsageReport::add_rows(const std::vector<Dimension>& by, const Filter& filter,
                           const BucketStart& bucket, const RowPiece* piece, Groups& groups) {
  const SqlText sql = query(by, filter, piece, db_);
  std::optional<Guard> guard;
  if (!filter.where.empty()) guard.emplace(db_);
  Key key(by.size());
  UsageSample sample;
  RequestCost cost(names_, costs_);
  UsageTally* last = nullptr;
  Key last_key;
  sql.prepare(db_).each([&](const Row& row) {
    read_key(row, by, bucket, key);
    if (last == nullptr || key != last_key) {
      last = &groups[key];  // stays where it is, whatever is added
      last_key = key;
    }
    read_sample(row, sample);
    cost.settle(read_call(row), sample);
    last->add(sample);
  });
}

bool UsageReport::add_sums(const std::vector<Dimension>& by, const Filter& filter,
                           const BucketStart& bucket, Groups& groups) {
  const Snapshot snapshot(db_);
  const auto pieces = RollupReader(db_, by, bucket)
                          .read(filter, costs_, [&](const Key& key, const UsageTally& tally) {
                            groups[key].add(tally);
                          });
  if (!pieces) return false;
  for (const RowPiece& piece : *pieces) add_rows(by, filter, bucket, &piece, groups);
  return true;
}

std::vector<UsageGroup> UsageReport::count(const std::vector<Dimension>& by, const Filter& filter,
                                           const BucketStart& bucket, const CostRule& costs) {
  costs_ = costs;
  Groups groups;
  if (by.empty()) groups[{}];
  if (!add_sums(by, filter, bucket, groups)) add_rows(by, filter, bucket, nullptr, groups);
  std::vector<UsageGroup> out;
  out.reserve(groups.size());
  for (auto& [key, tally] : groups) out.push_back({shown(key, by), std::move(tally)});
  std::sort(out.begin(), out.end(),
            [](const UsageGroup& a, const UsageGroup& b) { return a.key < b.key; });
  return out;
}

}  // namespace trace::store
