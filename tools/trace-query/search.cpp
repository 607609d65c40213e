#include "trace-query/search.h"

#include "calendar/rfc3339.h"
#include "search/index.h"
#include "search/snippet.h"
#include "trace-query/human_text.h"
#include "trace-query/merged_search.h"

#include "base/error.h"
#include "common/exit_code.h"
#include "formats/number_text.h"
#include "store/cursor.h"

#include <algorithm>
#include <array>
#include <deque>

namespace trace::tools {
namespace {

using base::Errc;
using base::Failure;
using formats::Cell;
using search::Hit;

constexpr std::string_view kOrder = "s-newest";
constexpr std::int64_t kUsualLimit = 50;
constexpr std::int64_t kMaxLimit = 1000;
constexpr std::array<std::string_view, 6> kKeys{"trace", "seq", "request", "at", "type", "snippet"};

search::Order order_of(const PageOptions& page) {
  if (page.sort.empty() || page.sort == "time" || page.sort == "time:desc")
    return search::Order::newest;
  if (page.sort != "rank")
    throw Failure(Errc::bad_usage, "cannot sort a search by that; accepted: time, rank");
  if (!page.cursor.empty() || page.show_cursor)
    throw Failure(Errc::bad_usage, "a search that is sorted by rank has no cursor");
  return search::Order::best;
}

std::int64_t limit_of(const PageOptions& page) {
  if (page.all) return 0;
  const std::int64_t limit = page.limit.value_or(kUsualLimit);
  if (limit > kMaxLimit)
    throw Failure(Errc::bad_usage,
                  "bad value for --limit: a page has at most 1000 rows; --all prints every one");
  return limit;
}

std::vector<std::string> keys_of(const Session& session) {
  const auto& chosen = session.options().fields;
  for (const std::string& key : chosen)
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end())
      throw Failure(Errc::bad_usage, "unknown field '" + key +
                                         "'; accepted: trace, seq, request, at, type, snippet");
  if (!chosen.empty()) return chosen;
  if (session.is_for_people()) return {"at", "trace", "seq", "type", "snippet"};
  return {kKeys.begin(), kKeys.end()};
}

// The hit itself has to be seen: as much around it as the table has room for.
std::size_t snippet_width(const Session& session) {
  constexpr int kUsual = 160, kLeast = 28, kOtherColumns = 52;
  const int width = session.writer_options().width;
  if (session.format() != formats::Format::table || width == 0) return kUsual;
  return static_cast<std::size_t>(std::clamp(width - kOtherColumns, kLeast, kUsual));
}

class HitTable {
 public:
  HitTable(Session& session, const search::Query& query)
      : session_(session),
        query_(query),
        for_people_(session.is_for_people()),
        keys_(keys_of(session)),
        width_(snippet_width(session)),
        writer_(
            formats::make_row_writer(session.format(), session.out(), session.writer_options())) {
    writer_->begin(columns());
  }
  void row(const Hit& hit, const HitPlace& place, search::Index& index) {
    index_ = &index;
    texts_.clear();
    std::vector<Cell> cells;
    for (const std::string& key : keys_) cells.push_back(cell(key, hit, place));
    writer_->row(cells);
  }
  void end() { writer_->end(); }

 private:
  std::vector<formats::Column> columns() const {
    std::vector<formats::Column> columns;
    for (const std::string& key : keys_) {
      formats::Column column{.key = key};
      column.omit_null = session_.options().fields.empty();
      if (for_people_)
        for (const char c : key) column.title += static_cast<char>(c - 'a' + 'A');
      column.priority = key == "snippet" || key == "trace" ? 0 : 1;
      column.right_aligned = key == "seq";
      if (key == "at" && for_people_) column.min_width = 19;
      if (key == "snippet") column.min_width = 24;
      columns.push_back(column);
    }
    return columns;
  }
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  Cell at(base::UnixMicros at) {
    std::string text;
    if (for_people_)
      session_.zone().append_local(text, at);
    else
      calendar::append_rfc3339(text, at);
    return keep(std::move(text));
  }
  Cell cell(std::string_view key, const Hit& hit, const HitPlace& place) {
    if (key == "at") return at(place.at);
    if (key == "type") return std::string_view(place.type);
    if (key == "snippet") return keep(search::snippet(index_->text_of(hit), query_.terms, width_));
    if (key == "seq") return hit.kind == search::Kind::event ? Cell(place.seq) : Cell();
    if (key == "request")
      return place.request.empty() ? Cell() : Cell(std::string_view(place.request));
    if (place.trace.empty()) return {};
    return for_people_ ? short_id(place.trace) : std::string_view(place.trace);
  }

  Session& session_;
  search::Index* index_ = nullptr;  // that has the text of the row
  const search::Query& query_;
  bool for_people_;
  std::vector<std::string> keys_;
  std::size_t width_;
  std::unique_ptr<formats::RowWriter> writer_;
  std::deque<std::string> texts_;
};

// Counts what passes, from where a cursor points on and up to the end of the page.
class Page {
 public:
  Page(const PageOptions& page, search::Order order) : limit_(limit_of(page)) {
    if (!page.cursor.empty() && order == search::Order::newest)
      after_ = place_of(store::decode_cursor(page.cursor, kOrder).or_throw());
  }
  bool is_before(const Hit& hit) const { return after_ && hit.place() >= *after_; }
  // How many are looked at: one more shows whether there is a next page.
  std::int64_t most() const { return limit_ > 0 ? limit_ + 1 : 0; }
  bool is_full() const { return limit_ > 0 && shown_ == limit_; }
  void show(const Hit& hit) { ++shown_, last_ = hit.place(); }
  void set_more() { has_more_ = true; }
  std::int64_t shown() const { return shown_; }
  std::string next() const {
    return has_more_ ? store::encode_cursor({std::string(kOrder), last_.first, last_.second})
                     : std::string();
  }

 private:
  using Place = std::pair<std::int64_t, std::int64_t>;

  static Place place_of(const store::Cursor& cursor) {
    const auto* event = std::get_if<std::int64_t>(&cursor.value);
    if (event == nullptr)
      throw Failure(Errc::bad_usage, "bad cursor; use one that --show-cursor printed");
    return {*event, cursor.row};
  }

  std::int64_t limit_, shown_ = 0;
  Place last_;
  std::optional<Place> after_;
  bool has_more_ = false;
};

void show_next(Session& session, const Page& page) {
  const std::string next = page.next();
  if (session.format() == formats::Format::jsonl)
    session.out().write("{\"next_cursor\":" + (next.empty() ? "null" : "\"" + next + "\"") + "}\n");
  else if (session.format() == formats::Format::table)
    session.out().write("-- cursor: " + (next.empty() ? "none" : next) + "\n");
  else
    session.say("cursor: " + (next.empty() ? "none" : next));
}

int exit_for(const Session& session, bool any) {
  const bool is_no = session.options().exit_status && !any;
  return cli::exit_number(is_no ? cli::Exit::no : cli::Exit::ok);
}

int print_count(Session& session, std::int64_t count) {
  formats::append_number(session.out().buffer(), count);
  session.out().write("\n");
  return exit_for(session, count > 0);
}

}  // namespace

int print_search(Session& session) {
  const auto& options = session.options();
  const auto query = search::parse_query(options.operands.at(0)).or_throw();
  const auto order = order_of(options.page);
  Page page(options.page, order);
  MergedSearch search(session, query);
  if (options.count) return print_count(session, search.count());
  HitTable table(session, query);
  search.each(
      order, [&](const Hit& hit) { return !page.is_before(hit); }, page.most(),
      [&](const Hit& hit, const HitPlace& place, search::Index& index) {
        if (page.is_full()) return page.set_more(), false;
        page.show(hit);
        table.row(hit, place, index);
        return true;
      });
  table.end();
  if (options.page.show_cursor) show_next(session, page);
  return exit_for(session, page.shown() > 0);
}

}  // namespace trace::tools
