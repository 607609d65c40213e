// Where words stand: an index beside the store, `<db>.search`, that can be lost at any time. It is
// filled by those who search, up to the last row that was committed when they asked, so it is never
// stale, and recording never waits for it. Where it cannot be written, what is missing of it is
// indexed in memory for this one question. An object belongs to the thread of its Database.
#pragma once

#include "search/documents.h"
#include "search/query.h"
#include "search/search_text.h"

#include "store/event_rows.h"
#include "store/sqlite.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace trace::search {

enum class Order : std::uint8_t { newest, best };

// A row that has the words: an event, a request (with what was said in it) or a trace (its title,
// its error), by its row id. They come in order of `place`, newer ones have a greater one.
struct Hit {
  Kind kind = Kind::event;
  std::int64_t row = 0;
  std::int64_t event = 0;  // where it stands among events and requests

  // Two hits are never at one place.
  std::pair<std::int64_t, std::int64_t> place() const {
    constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
    return {event, kind == Kind::trace ? row : kLast};
  }
};

class Index {
 public:
  // Called now and then with the numbers of rows that are indexed by now.
  using Progress = std::function<void(std::uint64_t rows)>;

  // Open the index of the store, make it again when it is not its own, and bring it up to date.
  // `db` and `names` must outlive this; `db` sees one state of the store while this lives.
  Index(store::Database& db, store::Dictionary& names, const Progress& progress);

  // Call `f` for each hit until it returns false: newest first, or the best first.
  void each(const Query& query, Order order, const std::function<bool(const Hit&)>& f);
  // Return what a hit says, as it was indexed.
  std::string text_of(const Hit& hit);
  // Rows of which only the beginning is indexed, and rows whose base64 is not.
  std::int64_t cut() const { return cut_; }
  std::int64_t gaps() const { return gaps_; }

  // Tell whether a store has an index.
  static bool exists(const std::string& store_path);
  // Remove the index of a store: what is deleted from that must not live on in it.
  static void remove(const std::string& store_path);

 private:
  void open();
  bool open_file();
  void prepare(store::Database& index);
  bool is_of_this_store(store::Database& index);
  void fill_events(store::Database& index, std::int64_t after, const Progress& progress);
  bool fill_slice(store::Database& index);
  bool fill_file(const Progress& progress);
  void fill_documents(store::Database& index, store::Database& known, const Progress& progress);

  store::Database& db_;
  store::EventRows events_;
  TextReader reader_;
  Documents documents_;
  std::optional<store::Database> file_, memory_;
  std::uint64_t rows_ = 0;
  std::int64_t cut_ = 0, gaps_ = 0;
};

// Check the index of a store as far as it can be checked by itself; nothing when it is whole, away
// or busy, else what is wrong with it.
std::optional<std::string> damage_of_index(const std::string& store_path);
// Tell how many events of the store its index does not have yet; nothing when there is no index.
std::optional<std::int64_t> events_not_indexed(store::Database& db);

}  // namespace trace::search
