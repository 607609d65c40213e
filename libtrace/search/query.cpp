#include "search/query.h"

#include "search/words.h"

#include <utility>

namespace trace::search {
namespace {

using base::Errc;
using base::Error;

struct Token {
  enum class Kind { end, open, close, op_and, op_or, op_not, phrase, open_quote };
  Kind kind = Kind::end;
  std::string text{};
  bool is_prefix = false;
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    if (at_ == text_.size()) return {};
    const char c = text_[at_];
    if (c == '(' || c == ')')
      return ++at_, Token{c == '(' ? Token::Kind::open : Token::Kind::close};
    return c == '"' ? quoted() : word();
  }

 private:
  Token quoted() {
    const std::size_t end = text_.find('"', at_ + 1);
    if (end == std::string_view::npos) return {Token::Kind::open_quote};
    Token token{Token::Kind::phrase, std::string(text_.substr(at_ + 1, end - at_ - 1))};
    at_ = end + 1;
    take_star(token);
    return token;
  }
  Token word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '"' && text_[at_] != '(' &&
           text_[at_] != ')' && text_[at_] != '*')
      ++at_;
    Token token{Token::Kind::phrase, std::string(text_.substr(begin, at_ - begin))};
    if (token.text == "AND") return {Token::Kind::op_and};
    if (token.text == "OR") return {Token::Kind::op_or};
    if (token.text == "NOT") return {Token::Kind::op_not};
    take_star(token);
    return token;
  }
  void take_star(Token& token) {
    while (at_ < text_.size() && text_[at_] == '*') ++at_, token.is_prefix = true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) { advance(); }

  base::Result<Query> parse() {
    std::string match = any();
    if (problem_.empty() && token_.kind != Token::Kind::end) problem_ = "a parenthesis too many";
    if (problem_.empty() && match.empty()) problem_ = "no word to look for";
    if (!problem_.empty())
      return Error{Errc::bad_usage,
                   "cannot search: " + problem_ + "; --grep finds any text as it stands"};
    return Query{std::move(match), std::move(terms_)};
  }

 private:
  static constexpr int kMostDepth = 30;  // SQLite's parser has a stack of 100
  using Kind = Token::Kind;

  void advance() {
    token_ = lexer_.next();
    if (token_.kind == Kind::open_quote) problem_ = "a quote is open";
  }

  // Join two parts; one that has no words asks nothing.
  static std::string join(std::string left, std::string_view op, const std::string& right) {
    if (left.empty()) return right;
    if (right.empty()) return left;
    return std::move(left) + " " + std::string(op) + " " + right;
  }
  std::string operand(std::string (Parser::*read)()) {
    advance();
    const bool is_missing = token_.kind != Kind::phrase && token_.kind != Kind::open;
    if (is_missing && problem_.empty()) problem_ = "AND, OR and NOT stand between two words";
    return is_missing ? std::string() : (this->*read)();
  }
  std::string refuse_not() {
    problem_ = "NOT stands behind a word";
    return {};
  }
  // AND, OR and NOT bind in FTS5 as they do here, so parts need no parentheses.
  std::string any() {
    std::string left = all();
    while (problem_.empty() && token_.kind == Kind::op_or)
      left = join(std::move(left), "OR", operand(&Parser::all));
    return left;
  }
  std::string all() {
    std::string left = part();
    while (problem_.empty()) {
      if (token_.kind == Kind::op_and)
        left = join(std::move(left), "AND", operand(&Parser::part));
      else if (token_.kind == Kind::op_not)
        left = left.empty() ? refuse_not() : join(std::move(left), "NOT", operand(&Parser::part));
      else if (token_.kind == Kind::phrase || token_.kind == Kind::open)
        left = join(std::move(left), "AND", part());
      else
        break;
    }
    return left;
  }
  std::string part() {
    if (token_.kind == Kind::phrase) return phrase();
    if (token_.kind != Kind::open) {
      if (problem_.empty() && token_.kind != Kind::end)
        problem_ = "AND, OR and NOT stand between two words";
      return {};
    }
    if (++depth_ > kMostDepth) problem_ = "too many parentheses";
    advance();
    std::string inner = problem_.empty() ? any() : std::string();
    --depth_;
    if (problem_.empty() && token_.kind != Kind::close) problem_ = "a parenthesis is open";
    advance();
    return inner.empty() ? inner : "(" + inner + ")";
  }
  // The words of a phrase are handed on one by one, so that nothing in them is an operator.
  std::string phrase() {
    const Token token = std::exchange(token_, {});
    std::string match;
    each_word(token.text, true, [&](std::string_view word, std::size_t, std::size_t) {
      match += match.empty() ? "\"" : " + \"";
      match += word;
      match += '"';
      terms_.push_back({std::string(word), false});
      return true;
    });
    const bool is_prefix = token.is_prefix || ends_with_lone_sign(token.text);
    if (!match.empty() && is_prefix) {
      match += " *";
      terms_.back().is_prefix = true;
    }
    advance();
    return match;
  }

  Lexer lexer_;
  Token token_;
  std::vector<Term> terms_;
  std::string problem_;
  int depth_ = 0;
};

}  // namespace

base::Result<Query> parse_query(std::string_view typed) { return Parser(typed).parse(); }

}  // namespace trace::search
