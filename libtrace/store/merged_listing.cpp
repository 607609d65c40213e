#include "store/merged_listing.h"

#include "store/column_value.h"
#include "store/guard.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace trace::store {
namespace {

using Value = std::variant<std::int64_t, double, std::string>;

// As SQLite sorts: numbers before texts.
int compare(const Value& a, const Value& b) {
  const auto* left = std::get_if<std::string>(&a);
  const auto* right = std::get_if<std::string>(&b);
  if (left != nullptr && right != nullptr) return left->compare(*right);
  if (left != nullptr || right != nullptr) return left != nullptr ? 1 : -1;
  if (a.index() == 0 && b.index() == 0)
    return std::get<0>(a) < std::get<0>(b) ? -1 : std::get<0>(a) > std::get<0>(b) ? 1 : 0;
  const auto real = [](const Value& v) {
    return v.index() == 0 ? static_cast<double>(std::get<0>(v)) : std::get<1>(v);
  };
  return real(a) < real(b) ? -1 : real(a) > real(b) ? 1 : 0;
}

// The rows of one place, at the one that comes next.
struct Source {
  Source(Listing& listing, Place from) : rows(listing.rows()), place(from) { advance(); }
  void advance() {
    row = rows.step();
    if (!row) return;
    id = row->i64(0);
    value = column_value(rows, 1);
  }
  Statement rows;
  Place place;
  std::optional<Row> row;
  std::int64_t id = 0;
  Value value;
};

class Sources {
 public:
  Sources(Listing& of_store, Archives& archives, const ListQuery& query)
      : archives_(archives), query_(query) {
    open_.push_back(std::make_unique<Source>(of_store, std::nullopt));
    for (std::size_t i = 0; i < archives.size(); ++i)
      if (archives.may_have(i, query.entity, query.filter)) waiting_.push_back(i);
  }

  // The next row of all; null at the end.
  Source* next() {
    Source* best = first();
    for (bool is_settled = false; !is_settled;) {
      is_settled = true;
      for (auto i = waiting_.begin(); i != waiting_.end(); ++i) {
        if (best != nullptr && !may_precede(*i, *best)) continue;
        open(*i);
        waiting_.erase(i);
        best = first();
        is_settled = false;
        break;
      }
    }
    return best;
  }

 private:
  bool precedes(const Source& a, const Source& b) const {
    const int order = compare(a.value, b.value);
    if (order != 0) return query_.descending ? order > 0 : order < 0;
    return query_.descending ? a.id > b.id : a.id < b.id;
  }
  Source* first() {
    Source* best = nullptr;
    for (const auto& source : open_)
      if (source->row && (best == nullptr || precedes(*source, *best))) best = source.get();
    return best;
  }
  // In order of time the times of an archive tell whether it has to be opened yet.
  bool may_precede(std::size_t archive, const Source& row) const {
    const auto* at = std::get_if<std::int64_t>(&row.value);
    if (query_.sort != "time" || at == nullptr || !archives_.is_known(archive)) return true;
    const auto& month = archives_.month(archive);
    const TimeSpan& span = query_.entity == Entity::trace ? month.starts : month.rows;
    return query_.descending ? span.last.v >= *at : span.first.v <= *at;
  }
  void open(std::size_t archive) {
    Database* db = archives_.open(archive);
    if (db == nullptr) return;
    Listing listing(*db, query_);
    if (!query_.filter.where.empty()) guards_.push_back(std::make_unique<Guard>(*db));
    open_.push_back(std::make_unique<Source>(listing, archive));
  }

  Archives& archives_;
  const ListQuery& query_;
  std::vector<std::unique_ptr<Guard>> guards_;  // texts of --where run under them
  std::vector<std::unique_ptr<Source>> open_;
  std::vector<std::size_t> waiting_;
};

}  // namespace

PageEnd MergedListing::each(const Visit& visit) {
  Sources sources(of_store_, archives_, query_);
  PageEnd end;
  for (std::size_t shown = 0; Source* source = sources.next(); ++shown) {
    if (query_.limit > 0 && shown == query_.limit) {
      end.more = true;
      break;
    }
    visit(*source->row, source->id, source->place);
    end.last = Cursor{of_store_.order(), source->value, source->id};
    source->advance();
  }
  return end;
}

std::int64_t MergedListing::count() {
  std::int64_t count = of_store_.count();
  for (std::size_t i = 0; i < archives_.size(); ++i) {
    if (!archives_.may_have(i, query_.entity, query_.filter)) continue;
    Database* db = archives_.open(i);
    if (db == nullptr) continue;
    Listing listing(*db, query_);
    std::optional<Guard> guard;
    if (!query_.filter.where.empty()) guard.emplace(*db);
    count += listing.count();
  }
  return count;
}

}  // namespace trace::store
