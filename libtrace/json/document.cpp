#include "json/document.h"

// SSE2 is part of x86-64: strings are scanned 16 bytes at a time.
#ifdef __SSE2__
#define RAPIDJSON_SSE2
#endif
#include <rapidjson/reader.h>

#include <charconv>

namespace trace::json {

// Fills the tape. RapidJSON's handlers do not say where a value begins: it begins at the first byte
// after the end of the token before it that is neither blank nor ':' nor ',' nor a bracket that was
// told already.
struct TapeHandler {
  Document& doc;
  std::uint32_t last_end = 0;

  static bool is_between(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':' || c == ',';
  }
  std::uint32_t begin_of_token() const {
    std::uint32_t at = last_end;
    while (at < doc.source_.size() && is_between(doc.source_[at])) ++at;
    return at;
  }
  bool add(Kind kind, bool truth, const char* text, std::size_t size, std::uint32_t end) {
    if (doc.nodes_.size() >= Document::kMaxNodes) return false;
    const auto begin = begin_of_token();
    last_end = end;
    const auto text_at = text == nullptr ? 0U : static_cast<std::uint32_t>(text - doc.copy_.data());
    const auto next = static_cast<std::uint32_t>(doc.nodes_.size() + 1);
    doc.nodes_.push_back(
        {kind, truth, begin, end, text_at, static_cast<std::uint32_t>(size), next});
    return true;
  }
  // Inside the handlers RapidJSON's stream stands at the begin of a string, not at its end: look
  // for the quote.
  std::uint32_t end_of_string(std::uint32_t begin) const {
    for (std::size_t at = doc.source_.find('"', begin + 1);; at = doc.source_.find('"', at + 1)) {
      std::size_t slashes = 0;
      while (doc.source_[at - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) return static_cast<std::uint32_t>(at + 1);
    }
  }
  bool add_string(bool is_key, const char* s, std::size_t n) {
    return add(Kind::string, is_key, s, n, end_of_string(begin_of_token()));
  }
  bool add_word(Kind kind, bool truth, std::uint32_t length) {
    return add(kind, truth, nullptr, 0, begin_of_token() + length);
  }
  bool open(Kind kind) {
    if (doc.open_.size() >= Document::kMaxDepth) return false;
    doc.open_.push_back(static_cast<std::uint32_t>(doc.nodes_.size()));
    return add(kind, false, nullptr, 0, begin_of_token() + 1);
  }
  bool close() {
    auto& node = doc.nodes_[doc.open_.back()];
    doc.open_.pop_back();
    std::uint32_t at = begin_of_token();
    last_end = at + 1;
    node.end = last_end;
    node.next = static_cast<std::uint32_t>(doc.nodes_.size());
    return true;
  }

  bool Null() { return add_word(Kind::null, false, 4); }
  bool Bool(bool b) { return add_word(Kind::boolean, b, b ? 4 : 5); }
  bool RawNumber(const char* s, rapidjson::SizeType n, bool) {
    return add(Kind::number, false, s, n, begin_of_token() + static_cast<std::uint32_t>(n));
  }
  bool String(const char* s, rapidjson::SizeType n, bool) { return add_string(false, s, n); }
  bool Key(const char* s, rapidjson::SizeType n, bool) { return add_string(true, s, n); }
  bool StartObject() { return open(Kind::object); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool StartArray() { return open(Kind::array); }
  bool EndArray(rapidjson::SizeType) { return close(); }
  // Never called: numbers arrive as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
};

base::Status Document::parse(std::string_view text) {
  nodes_.clear();
  open_.clear();
  if (text.size() > UINT32_MAX / 2)
    return base::Error{base::Errc::bad_input, "document is too long"};
  source_ = text;
  // Whole blocks are read at the end of the text, past it by up to 15 bytes.
  copy_.assign(text).append(16, '\0');
  rapidjson::InsituStringStream in(copy_.data());
  TapeHandler handler{*this};
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  const auto result = reader.Parse<kFlags>(in, handler);
  // A NUL in the text ends RapidJSON's stream early: then bytes are left over.
  if (result && in.Tell() >= text.find_last_not_of(" \t\r\n") + 1) return base::Ok{};
  nodes_.clear();
  return base::Error{base::Errc::bad_input, "not JSON"};
}

Value Document::root() const noexcept {
  if (nodes_.empty()) return {};
  return Value(this, 0, static_cast<std::uint32_t>(nodes_.size()));
}

Kind Value::kind() const noexcept {
  return doc_ == nullptr || index_ >= end_ ? Kind::none : doc_->nodes_[index_].kind;
}

Value Value::first() const noexcept {
  if (!is_object() && !is_array()) return {};
  return Value(doc_, index_ + (is_object() ? 2U : 1U), doc_->nodes_[index_].next);
}

Value Value::next() const noexcept {
  if (!*this) return {};
  const auto after = doc_->nodes_[index_].next;
  if (after >= end_) return {};
  const auto& node = doc_->nodes_[after];
  const bool is_key = node.kind == Kind::string && node.truth;
  return Value(doc_, after + (is_key ? 1U : 0U), end_);
}

std::string_view Value::key() const noexcept {
  if (!*this || index_ == 0) return {};
  const auto& node = doc_->nodes_[index_ - 1];
  if (node.kind != Kind::string || !node.truth) return {};
  return {doc_->copy_.data() + node.text, node.text_size};
}

Value Value::operator[](std::string_view key) const noexcept {
  Value found;
  if (!is_object()) return found;
  for (Value member = first(); member; member = member.next())
    if (member.key() == key) found = member;
  return found;
}

std::string_view Value::str() const noexcept {
  if (!is_string()) return {};
  const auto& node = doc_->nodes_[index_];
  return {doc_->copy_.data() + node.text, node.text_size};
}

std::string_view Value::raw() const noexcept {
  if (!*this) return {};
  const auto& node = doc_->nodes_[index_];
  return doc_->source_.substr(node.begin, node.end - node.begin);
}

std::size_t Value::offset() const noexcept { return *this ? doc_->nodes_[index_].begin : 0; }

std::optional<std::int64_t> Value::i64() const noexcept {
  const auto text = kind() == Kind::number ? raw() : str();
  if (text.empty()) return std::nullopt;
  std::int64_t v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error == std::errc() && end == text.data() + text.size()) return v;
  const auto d = number();  // 12.0 and 1e3 are integers too
  if (!d || *d != static_cast<double>(static_cast<std::int64_t>(*d))) return std::nullopt;
  return static_cast<std::int64_t>(*d);
}

std::optional<double> Value::number() const noexcept {
  if (kind() != Kind::number) return std::nullopt;
  const auto text = raw();
  double v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || v > 9e18 || v < -9e18) return std::nullopt;
  return v;
}

std::optional<bool> Value::boolean() const noexcept {
  if (kind() != Kind::boolean) return std::nullopt;
  return doc_->nodes_[index_].truth;
}

}  // namespace trace::json
