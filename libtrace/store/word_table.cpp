#include "store/word_table.h"

#include "base/fd.h"

#include <sqlite3.h>

#include <string>
#include <tuple>

namespace trace::store {
namespace {

// Hand the words of a text on to FTS5; the signature is its own (fts5_tokenizer::xTokenize).
constexpr auto kTokenize = [](Fts5Tokenizer* tokenizer, void* context, int flags, auto... rest) {
  const auto given = std::tuple(rest...);
  const char* text = std::get<0>(given);
  const int size = std::get<1>(given);
  const auto token = std::get<2>(given);
  const auto splitter = *reinterpret_cast<WordSplitter*>(tokenizer);
  const bool is_query = (flags & FTS5_TOKENIZE_QUERY) != 0;
  int code = SQLITE_OK;
  if (text == nullptr || size <= 0) return code;
  splitter({text, static_cast<std::size_t>(size)}, is_query,
           [&](std::string_view word, std::size_t begin, std::size_t end) {
             code = token(context, 0, word.data(), static_cast<int>(word.size()),
                          static_cast<int>(begin), static_cast<int>(end));
             return code == SQLITE_OK;
           });
  return code;
};

// The tokenizer has no state but the function that cuts; it is kept as SQLite keeps memory.
int create(void* context, const char** /*arguments*/, int /*count*/, Fts5Tokenizer** out) {
  auto* place = static_cast<WordSplitter*>(sqlite3_malloc(sizeof(WordSplitter)));
  if (place == nullptr) return SQLITE_NOMEM;
  *place = reinterpret_cast<WordSplitter>(context);
  *out = reinterpret_cast<Fts5Tokenizer*>(place);
  return SQLITE_OK;
}

void destroy(Fts5Tokenizer* tokenizer) { sqlite3_free(tokenizer); }

// sqlite.org/fts5.html §7: the way to FTS5's functions.
fts5_api* api_of(Database& db) {
  fts5_api* api = nullptr;
  Statement get(db, "SELECT fts5(?1)");
  sqlite3_bind_pointer(get.handle(), 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
  get.step();
  if (api == nullptr)
    throw base::Failure(base::Errc::internal, "this SQLite has no full text search");
  return api;
}

}  // namespace

void register_words(Database& db, WordSplitter splitter) {
  fts5_api* api = api_of(db);
  fts5_tokenizer tokenizer{create, destroy, kTokenize};
  const int code = api->xCreateTokenizer(api, "trace_words", reinterpret_cast<void*>(splitter),
                                         &tokenizer, nullptr);
  if (code != SQLITE_OK) throw_sqlite(db.handle(), code, "cannot prepare the search");
}

Database open_derived(const std::string& path) {
  base::create_private_file(path);
  auto db = Database::open(path, Access::read_write);
  sqlite3_busy_timeout(db.handle(), 2'000);
  db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY");
  return db;
}

Database open_in_memory() { return Database::open(":memory:", Access::read_write); }

}  // namespace trace::store
