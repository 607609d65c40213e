// How text is cut into the words that search knows: runs of letters and digits, in lower case, and
// the pairs of neighbours of Chinese, Japanese, Korean, Thai and others that write no blanks. A
// single character of those is the beginning of a pair, so one- and two-character words are found
// wherever they stand. Pure functions: safe on any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace trace::search {

// A word in lower case, and where it stands in the text; false ends the walk.
using Word = std::function<bool(std::string_view word, std::size_t begin, std::size_t end)>;

// Call `f` for each word of `text`. In a query the last character of a run of two and more is no
// word of its own: the pair before has it.
void each_word(std::string_view text, bool is_query, const Word& f);

// Tell whether the text ends with a single character of a language without blanks: it has to be
// looked for as the beginning of a word.
bool ends_with_lone_sign(std::string_view text);

// The version of the rules: an index that was made with others is made again.
inline constexpr int kWordRules = 2;

}  // namespace trace::search
