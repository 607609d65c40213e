#include "trace-query/merged_search.h"

#include "common/progress.h"
#include "common/read_filter.h"

#include <algorithm>
#include <optional>

namespace trace::tools {
namespace {

using search::Hit;

void say_what_is_cut(const Session& session, const search::Index& index) {
  if (index.cut() > 0)
    session.say("of " + std::to_string(index.cut()) +
                " long texts only the first 4 MiB are searched");
  if (index.gaps() > 0)
    session.say("base64 in " + std::to_string(index.gaps()) + " texts is not searched");
}

}  // namespace

// One place in one state, for the index and for the rows.
class MergedSearch::PlaceSearch {
 public:
  PlaceSearch(Session& session, const search::Query& query, const store::Filter& filter)
      : query_(query) {
    session.db().exec("BEGIN");
    cli::Progress progress(session.options().progress);
    index_.emplace(session.db(), session.names(),
                   [&](std::uint64_t rows) { progress.update(rows, 0); });
    progress.finish();
    say_what_is_cut(session, *index_);
    filter_.emplace(session.db(), filter);
  }
  search::Index& index() { return *index_; }
  void each(search::Order order, const std::function<bool(const Hit&, const HitPlace&)>& f,
            const Wish& is_wished) {
    index_->each(query_, order, [&](const Hit& hit) {
      if (is_wished && !is_wished(hit)) return true;
      const auto place = filter_->place_of(hit);
      return !place || f(hit, *place);
    });
  }

 private:
  const search::Query& query_;
  std::optional<search::Index> index_;
  std::optional<SearchFilter> filter_;
};

MergedSearch::MergedSearch(Session& session, const search::Query& query) {
  const auto& options = session.options();
  const auto filter = cli::read_filter(options.filters, options.tz, session.environment(),
                                       session.now(), session.db());
  auto& archives = session.archives();
  places_.push_back(std::make_unique<PlaceSearch>(session, query, filter));
  for (std::size_t i = 0; i < archives.size(); ++i) {
    if (!archives.may_have(i, store::Entity::request, filter)) continue;
    if (archives.open(i) == nullptr) continue;
    session.use(i);
    places_.push_back(std::make_unique<PlaceSearch>(session, query, filter));
  }
  session.use(std::nullopt);
}

MergedSearch::~MergedSearch() = default;

std::int64_t MergedSearch::count() {
  std::int64_t count = 0;
  for (const auto& place : places_)
    place->each(search::Order::newest,
                [&](const Hit&, const HitPlace&) {
                  ++count;
                  return true;
                },
                {});
  return count;
}

void MergedSearch::each(search::Order order, const Wish& is_wished, std::int64_t most,
                        const Visit& f) {
  if (places_.size() > 1) return each_of_all(order, is_wished, most, f);
  PlaceSearch& only = *places_.front();
  only.each(
      order, [&](const Hit& hit, const HitPlace& where) { return f(hit, where, only.index()); },
      is_wished);
}

void MergedSearch::each_of_all(search::Order order, const Wish& is_wished, std::int64_t most,
                               const Visit& f) {
  struct Found {
    Hit hit;
    HitPlace where;
    PlaceSearch* place;
  };
  std::vector<Found> found;
  for (const auto& place : places_) {
    std::int64_t taken = 0;
    place->each(
        order,
        [&](const Hit& hit, const HitPlace& where) {
          found.push_back({hit, where, place.get()});
          return most == 0 || ++taken < most;
        },
        is_wished);
  }
  if (order == search::Order::newest)
    std::stable_sort(found.begin(), found.end(),
                     [](const Found& a, const Found& b) { return a.hit.place() > b.hit.place(); });
  for (const Found& one : found)
    if (!f(one.hit, one.where, one.place->index())) return;
}

}  // namespace trace::tools
