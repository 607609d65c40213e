// JSON that was cut in the middle, closed so that it parses: what was looked at of a long payload,
// or the last line of a killed process. Not a repair of other damage. A pure function: safe on any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace trace::decode {

// Append what the cut text still needs: a quote, values, brackets. An unfinished key, number or
// word at its end is dropped. Text that was whole stays as it is.
std::string mend(std::string_view cut);

}  // namespace trace::decode
