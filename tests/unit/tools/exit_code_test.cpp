#include "common/exit_code.h"

#include <algorithm>
#include <string>

namespace trace::cli {
namespace {

TEST(ExitCode, EveryErrorHasACodeOfTheTable) {
  for (int code = 0; code <= static_cast<int>(base::Errc::internal); ++code) {
    const Exit exit = exit_of(static_cast<base::Errc>(code));
    const auto documented = [&](const ExitDoc& doc) { return doc.code == exit; };
    EXPECT_TRUE(std::any_of(kExits.begin(), kExits.end(), documented)) << code;
    EXPECT_NE(exit, Exit::ok) << code;
  }
}

TEST(ExitCode, TheTableIsTheContract) {
  std::string numbers;
  for (const ExitDoc& doc : kExits) numbers += std::to_string(exit_number(doc.code)) + " ";
  EXPECT_EQ(numbers, "0 1 2 65 66 69 70 73 74 75 77 78 ");
}

}  // namespace
}  // namespace trace::cli
