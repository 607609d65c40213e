// What a user types to search: words (all of them), "phrases", beginnings*, AND, OR, NOT and
// parentheses. Everything else is text. Pure functions: safe on any thread.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace trace::search {

// A word that is looked for; the beginning of one when `is_prefix`.
struct Term {
  std::string word;
  bool is_prefix = false;
};

struct Query {
  std::string match;        // in the language of FTS5
  std::vector<Term> terms;  // for marking hits
};

// Read what was typed. Error bad_usage: no word in it, an open quote or parenthesis, an operator
// without something on both sides.
base::Result<Query> parse_query(std::string_view typed);

}  // namespace trace::search
