#include "common/phrases.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace trace::cli {
namespace {

namespace fs = std::filesystem;

Language chosen(std::vector<std::string_view> variables) {
  return language_of(Environment(std::move(variables)));
}

TEST(Phrases, TheFirstVariableThatIsSetChooses) {
  EXPECT_EQ(chosen({}), Language::english);
  EXPECT_EQ(chosen({"LANG=zh_CN.UTF-8"}), Language::chinese);
  EXPECT_EQ(chosen({"LANG=zh_CN.UTF-8", "LC_ALL=C.UTF-8"}), Language::english);
  EXPECT_EQ(chosen({"LANG=en_US.UTF-8", "LC_MESSAGES=zh_TW.UTF-8"}), Language::chinese);
  EXPECT_EQ(chosen({"LC_ALL=C", "TRACE_LANG=zh"}), Language::chinese);
  EXPECT_EQ(chosen({"LC_ALL=zh_CN.UTF-8", "TRACE_LANG=en"}), Language::english);
  EXPECT_EQ(chosen({"LANG=zh_CN.UTF-8", "LC_ALL="}), Language::chinese);
}

TEST(Phrases, AMessageIsPutTogetherFromItsParts) {
  EXPECT_EQ(
      in_chinese("cannot open 'x.db': schema version 7 is newer than 5; upgrade this tool").text,
      "无法打开“x.db”：结构版本 7 比 5 新；请升级本工具");
  EXPECT_EQ(in_chinese("bad value for --status: expected success, error or timeout").text,
            "--status 的值无效：应为 success, error or timeout");
  EXPECT_EQ(in_chinese("1 file read, 2 unchanged").text, "读取了 1 个文件，2 个未变");
}

TEST(Phrases, WhatStandsInQuotesIsNoPartOfTheMessage) {
  EXPECT_EQ(in_chinese("cannot open 'a: no such store; b': no such store").text,
            "无法打开“a: no such store; b”：没有这样的存储");
}

TEST(Phrases, WhatIsNotInTheTableStays) {
  const auto out = in_chinese("cannot open 'x': the moon is full");
  EXPECT_EQ(out.text, "无法打开“x”：the moon is full");
  EXPECT_FALSE(out.is_whole);
}

std::vector<Phrase> phrases() {
  std::vector<Phrase> all;
  for (const auto table : {phrases_of_faults(), phrases_of_use()})
    all.insert(all.end(), table.begin(), table.end());
  return all;
}

std::size_t gaps_of(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++at)
    count += text.substr(at).starts_with("{}") || text.substr(at).starts_with("{n}") ? 1U : 0U;
  return count;
}

TEST(Phrases, BothLanguagesHaveTheSameGapsAndNoPhraseComesTwice) {
  std::set<std::string_view> seen;
  for (const auto& [english, chinese] : phrases()) {
    EXPECT_EQ(gaps_of(english), gaps_of(chinese)) << english;
    EXPECT_TRUE(seen.insert(english).second) << english;
  }
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> files_below(const std::string& folder, std::string_view ending) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(TRACE_SOURCE_DIR + folder))
    if (entry.path().string().ends_with(ending)) out.push_back(entry.path());
  return out;
}

// What another program or the user said.
bool is_quoted(const std::string& message) {
  for (const auto* begin : {"requests by ", "rule '", "rules, line ", "not authorized "})
    if (message.starts_with(begin)) return true;
  return false;
}

TEST(Phrases, EveryMessageThatTheCasesExpectIsInTheTable) {
  static const std::regex kMessage("(trace-[a-z]+|stats-aggregate|log-sanitize): (.*)");
  static const std::regex kHole(R"(\{\{re:[^}]*\}\}|\{\{[a-z]+\}\})");
  std::size_t seen = 0;
  for (const auto& path : files_below("/tests/cli", "/stderr")) {
    if (path.parent_path().filename().string().ends_with("in-chinese")) continue;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
      std::smatch found;
      if (!std::regex_match(line, found, kMessage)) continue;
      const auto message = std::regex_replace(found[2].str(), kHole, "7");
      ++seen;
      if (is_quoted(message)) continue;
      EXPECT_TRUE(in_chinese(message).is_whole) << path << ": " << in_chinese(message).text;
    }
  }
  EXPECT_GT(seen, 100U);
}

// The literals in the call that begins at `at`, those that the compiler joins as one.
std::vector<std::string> literals_of_call(const std::string& text, std::size_t at) {
  std::vector<std::string> out;
  int depth = 0;
  std::size_t end_of_last = 0;
  for (; at < text.size(); ++at) {
    depth += text[at] == '(' || text[at] == '{' ? 1 : 0;
    depth -= text[at] == ')' || text[at] == '}' ? 1 : 0;
    if (depth == 0) break;
    if (text[at] != '"') continue;
    std::size_t end = at + 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    const auto literal = text.substr(at + 1, end - at - 1);
    const bool joins = end_of_last != 0 && text.find_first_not_of(" \n", end_of_last) == at;
    joins ? out.back() += literal : out.emplace_back(literal);
    at = end;
    end_of_last = end + 1;
  }
  return out;
}

// The parts of a literal that are words: without separators, quotes and blanks around them.
std::vector<std::string> words_of(const std::string& literal) {
  static const std::regex kCut(R"([:;] |', ?|'| \()");
  std::vector<std::string> out;
  std::sregex_token_iterator part(literal.begin(), literal.end(), kCut, -1), end;
  for (; part != end; ++part) {
    std::string text = part->str();
    if (text == "accepted") break;  // names follow
    text.erase(0, std::min(text.find_first_not_of(" :;,)"), text.size()));
    while (!text.empty() && std::string_view(" :;,)(").find(text.back()) != std::string_view::npos)
      text.pop_back();
    if (text.find(' ') != std::string::npos) out.push_back(text);
  }
  return out;
}

std::string whole_table() {
  std::string all;
  for (const auto& phrase : phrases()) all += std::string(phrase.english) + "\n";
  return std::regex_replace(all, std::regex(R"(\(s\)|')"), "");
}

// Where a call that says something begins its arguments, from `at` on.
std::size_t next_call(const std::string& text, std::size_t at) {
  std::size_t next = std::string::npos;
  for (const auto* call :
       {"Failure(", "Error{", "say(", "tell(", "print_message(", "throw_system(", "throw_sqlite("})
    if (const auto found = text.find(call, at); found != std::string::npos)
      next = std::min(next, found + std::string_view(call).size() - 1);
  return next;
}

// docgen is for who builds; a man page is no message.
bool is_for_users(const fs::path& path) {
  return path.string().find("docgen") == std::string::npos && path.filename() != "render_man.cpp";
}

std::vector<std::string> words_in(const fs::path& path) {
  const std::string text = text_of(path);
  std::vector<std::string> out;
  for (auto at = next_call(text, 0); at != std::string::npos; at = next_call(text, at + 1))
    for (const auto& literal : literals_of_call(text, at))
      for (auto& words : words_of(literal)) out.push_back(std::move(words));
  return out;
}

TEST(Phrases, EveryMessageInTheCodeIsInTheTable) {
  const std::string table = whole_table();
  std::size_t seen = 0;
  for (const auto* folder : {"/tools", "/libtrace"})
    for (const auto& path : files_below(folder, ".cpp")) {
      if (!is_for_users(path)) continue;
      for (const auto& words : words_in(path)) {
        ++seen;
        EXPECT_TRUE(table.find(words) != std::string::npos || in_chinese(words).is_whole)
            << path.filename() << " says '" << words << "': add it to a phrase table";
      }
    }
  EXPECT_GT(seen, 150U);
}

}  // namespace
}  // namespace trace::cli
