#include "stats-aggregate/dimensions.h"

#include <algorithm>

namespace trace::tools {
namespace {

using store::Dimension;

std::string_view trimmed(std::string_view word) {
  while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
  while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
  return word;
}

void add_dimension(std::string_view word, std::vector<Dimension>& by) {
  const auto dimension = store::dimension_named(trimmed(word));
  if (!dimension)
    throw base::Failure(base::Errc::bad_usage,
                        "unknown dimension; accepted: day, hour, week, month, model, provider, "
                        "token, account, user, source, mode, status, session, trace, root");
  if (std::find(by.begin(), by.end(), *dimension) == by.end()) by.push_back(*dimension);
}

}  // namespace

std::vector<Dimension> read_dimensions(const std::vector<std::string>& words) {
  std::vector<Dimension> by;
  for (const std::string_view operand : words)
    for (std::size_t at = 0; at <= operand.size();) {
      const std::size_t end = std::min(operand.find(',', at), operand.size());
      add_dimension(operand.substr(at, end - at), by);
      at = end + 1;
    }
  return by;
}

}  // namespace trace::tools
