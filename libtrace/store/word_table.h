// An FTS5 table with words of our own: the tokenizer that a connection needs before it touches one.
// Same thread rule as the Database.
#pragma once

#include "store/sqlite.h"

#include <cstddef>
#include <functional>
#include <string_view>

namespace trace::store {

// A word, and where it stands in the text; false ends the walk.
using WordOut = std::function<bool(std::string_view word, std::size_t begin, std::size_t end)>;
// Cuts a text, or a query, into words. Never throws.
using WordSplitter = void (*)(std::string_view text, bool is_query, const WordOut& out);

// Make `splitter` known to FTS5 as the tokenizer `trace_words`. Throws Failure.
void register_words(Database& db, WordSplitter splitter);

// Open a file that is made again when it is lost: no journal survives, nothing is promised. 0600.
// Throws Failure.
Database open_derived(const std::string& path);
// Open a database in memory. Throws Failure.
Database open_in_memory();

}  // namespace trace::store
