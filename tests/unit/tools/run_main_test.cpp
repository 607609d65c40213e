#include "common/run_main.h"

#include <stdexcept>

namespace trace::cli {
namespace {

// Run a tool without options whose body does `body`, and return exit code and stderr.
std::pair<int, std::string> run_body(const std::function<int()>& body) {
  Command command;
  command.about("sample", "be run");
  std::string name = "sample";
  char* words[] = {name.data(), nullptr};
  testing::internal::CaptureStderr();
  const int code = run_main(1, words, command, body);
  return {code, testing::internal::GetCapturedStderr()};
}

TEST(RunMain, ReturnsWhatTheBodyReturns) {
  EXPECT_EQ(run_body([] { return 65; }), std::pair(65, std::string()));
}

TEST(RunMain, AFailureBecomesOneLineAndItsCode) {
  const auto locked = []() -> int { throw base::Failure(base::Errc::busy, "the store is locked"); };
  EXPECT_EQ(run_body(locked), std::pair(75, std::string("sample: the store is locked\n")));
}

TEST(RunMain, AnythingElseIsABug) {
  EXPECT_EQ(run_body([]() -> int { throw std::logic_error("x"); }).first, 70);
  EXPECT_EQ(run_body([]() -> int { throw 7; }).first, 70);
}

TEST(RunMain, ControlCharactersInAMessageAreVisible) {
  const auto body = []() -> int { throw base::Failure(base::Errc::not_found, "no 'a\x1b[31m\n'"); };
  EXPECT_EQ(run_body(body).second, "sample: no 'a\\x1b[31m\\x0a'\n");
}

}  // namespace
}  // namespace trace::cli
