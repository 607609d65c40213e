#include "trace-export/trace_walk.h"

#include <optional>
#include <tuple>

namespace trace::tools {

TraceWalk::Readers::Readers(store::Database& database)
    : db(database), names(db), traces(db, names), events(db, names), requests(db, names) {
  events.hand_on_long_lines();
}

TraceWalk::TraceWalk(store::Database& db, const Selection& selection)
    : selection_(selection), store_(db), here_(&store_) {}

TraceWalk::Readers& TraceWalk::at(store::Place place) {
  if (!place) return store_;
  auto& readers = archives_[place];
  if (!readers) readers = std::make_unique<Readers>(*selection_.archives->open(*place));
  return *readers;
}

std::vector<store::Place> TraceWalk::open_places() {
  std::vector<store::Place> places{std::nullopt};
  for (std::size_t i = 0; selection_.archives != nullptr && i < selection_.archives->size(); ++i)
    if (selection_.archives->open(i) != nullptr) places.emplace_back(i);
  return places;
}

void TraceWalk::each(const std::function<void(const store::TraceRow&)>& f) {
  const auto one = [&](const store::TraceRow& trace) {
    if (here_ == &store_ && selection_.dead.contains(trace.id))
      f(as_abandoned(trace));
    else
      f(trace);
  };
  if (selection_.archives == nullptr && selection_.everything) return store_.traces.all(one);
  if (selection_.everything) return each_merged(one);
  for (std::size_t i = 0; i < selection_.traces.size(); ++i) {
    here_ = &at(selection_.place(i));
    here_->traces.some({&selection_.traces[i], 1}, one);
  }
}

// All places at once, each in order of start and of id.
void TraceWalk::each_merged(const std::function<void(const store::TraceRow&)>& f) {
  struct Next {
    Readers* readers;
    store::Statement rows;
    std::int64_t id = 0, at = 0;
    std::string uid;
    bool is_there = true;
    void advance() {
      const auto row = rows.step();
      is_there = row.has_value();
      if (!row) return;
      id = row->i64(0);
      at = row->i64(1);
      uid = row->text(2);
    }
  };
  std::vector<Next> all;
  for (const store::Place place : open_places()) {
    Readers& readers = at(place);
    all.push_back({&readers,
                   store::Statement(readers.db, "SELECT id, at, uid FROM traces ORDER BY at, uid"),
                   0,
                   0,
                   {},
                   true});
    all.back().advance();
  }
  while (true) {
    Next* first = nullptr;
    for (Next& next : all)
      if (next.is_there &&
          (first == nullptr || std::tie(next.at, next.uid) < std::tie(first->at, first->uid)))
        first = &next;
    if (first == nullptr) break;
    here_ = first->readers;
    here_->traces.some({&first->id, 1}, f);
    first->advance();
  }
  here_ = &store_;
}

void TraceWalk::events(const store::TraceRow& trace,
                       const std::function<void(const model::EventRow&)>& f) {
  here_->events.each(trace.id, trace.record.id, f);
}

void TraceWalk::requests(const store::TraceRow& trace,
                         const std::function<void(const model::Request&)>& f) {
  here_->requests.each(trace.id, trace.record.id, f);
}

void TraceWalk::contents(const store::TraceRow& trace,
                         const std::function<void(const model::Content&)>& f) {
  here_->requests.each_content(trace.id, f);
}

void TraceWalk::loose_requests(const std::function<void(const model::Request&)>& f) {
  if (!selection_.everything) return;
  for (const store::Place place : open_places()) at(place).requests.each(std::nullopt, {}, f);
}

void TraceWalk::loose_contents(const std::function<void(const model::Content&)>& f) {
  if (!selection_.everything) return;
  for (const store::Place place : open_places()) at(place).requests.each_content(std::nullopt, f);
}

base::UnixMicros start_of(const model::TraceChange& trace) {
  return trace.started_at.value_or(trace.created_at.value_or(base::UnixMicros{}));
}

}  // namespace trace::tools
