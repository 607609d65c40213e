#include "common/id_input.h"

#include "base/error.h"
#include "base/fd.h"

#include <unistd.h>

namespace trace::cli {
namespace {

using Ids = std::vector<std::string>;

// Let a pipe hold `text` and expand the operands with it.
Ids expand(const Ids& operands, const std::string& text, bool nul = false) {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::pipe(ends), 0);
  const base::Fd input(ends[0]);
  base::Fd output(ends[1]);
  base::write_all(output.get(), text, "the pipe");
  output.reset();
  return expand_ids(operands, nul, input.get());
}

TEST(IdInput, AHyphenStandsForTheLinesOfStdin) {
  EXPECT_EQ(expand({"a", "-", "z"}, "b\n\n  c \r\nd"), (Ids{"a", "b", "c", "d", "z"}));
}

TEST(IdInput, NulKeepsBlanksAndNewlines) {
  EXPECT_EQ(expand({"-"}, std::string(" a b\0\n c\0", 9), true), (Ids{" a b", "\n c"}));
}

TEST(IdInput, WithoutAHyphenNothingIsRead) { EXPECT_EQ(expand({"a"}, "b\n"), Ids{"a"}); }

TEST(IdInput, AnIdThatIsTooLongIsRefused) {
  EXPECT_THROW(expand({"-"}, std::string(5000, 'x')), base::Failure);
}

}  // namespace
}  // namespace trace::cli
