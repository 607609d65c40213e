// What is said outside of events: contents and errors of model calls; titles, errors, parameters
// and results of traces. Any of it may change at any time, so each search looks for what did: by
// the seals of the rows, and only where one is another, by the text. Belongs to the thread of its
// Databases.
#pragma once

#include "search/search_text.h"

#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trace::search {

// What kind of row has the words. The numbers stand in the index.
enum class Kind : std::uint8_t { request = 0, trace = 1, event = 2 };

class Documents {
 public:
  // How many rows were written, and of how many a part is not searched (TextReader::Said).
  struct Filled {
    std::int64_t rows = 0, cut = 0, gaps = 0;
  };

  // `db` and `reader` must outlive this.
  Documents(store::Database& db, TextReader& reader);

  // Bring an index up to date with what `known`, the same or another index, does not have yet.
  Filled fill(store::Database& index, store::Database& known);
  // Return what a request or a trace says, as it is indexed.
  TextReader::Said read(Kind kind, std::int64_t row);

 private:
  // A row, and a sum that is another one when its text may be another one.
  struct Mark {
    std::int64_t row = 0, sum = 0;
  };

  struct Changes {
    std::vector<Mark> written{};
    std::vector<std::int64_t> gone{};
  };

  std::vector<Mark> marks(Kind kind);
  std::vector<Mark> request_marks();
  bool are_sealed(Kind kind);
  void add_seals(std::vector<Mark>& out, Kind kind);
  Changes changes(Kind kind, store::Database& known);
  std::int64_t place_of(Kind kind, std::int64_t row);

  store::Database& db_;
  TextReader& reader_;
  bool has_seals_;
};

}  // namespace trace::search
