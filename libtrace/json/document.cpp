#include "json/document.h"

#include "json/tape_reader.h"

// SSE2 is part of x86-64: strings are scanned 16 bytes at a time.
#ifdef __SSE2__
#define RAPIDJSON_SSE2
#endif
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>

namespace trace::json {

// Fills the tape where TapeReader gave up. Strings and numbers are told by their place in the copy,
// which is parsed in place and as long as the source; the stream stands behind brackets and words.
// The parser recurses no deeper than open() lets it.
struct TapeHandler {
  Document& doc;
  const rapidjson::InsituStringStream& in;

  std::uint32_t place() const { return static_cast<std::uint32_t>(in.src_ - in.head_); }
  std::uint32_t place_of(const char* text) const {
    return static_cast<std::uint32_t>(text - in.head_);
  }
  bool add(const Document::Node& node) {
    if (doc.nodes_.size() >= Document::kMaxNodes) return false;
    doc.nodes_.push_back(node);
    doc.nodes_.back().next = static_cast<std::uint32_t>(doc.nodes_.size());
    return true;
  }
  // A string that holds no escapes ends as far from its begin as it is long; after an escape a
  // quote at that place is escaped itself.
  std::uint32_t end_of_string(std::uint32_t text, std::uint32_t size) const {
    const auto& source = doc.source_;
    for (std::size_t at = text + size;; ++at) {
      at = source.find('"', at);
      std::size_t slashes = 0;
      while (at > text + slashes && source[at - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) return static_cast<std::uint32_t>(at + 1);
    }
  }
  bool add_string(bool is_key, const char* s, std::uint32_t n) {
    const auto text = place_of(s);
    return add({Kind::string, is_key, is_key ? tag_of({s, n}) : std::uint16_t{0}, text - 1,
                end_of_string(text, n), text, n, 0});
  }
  bool add_word(Kind kind, bool truth, std::uint32_t length) {
    return add({kind, truth, 0, place() - length, place(), 0, 0, 0});
  }
  bool open(Kind kind) {
    if (doc.open_.size() >= Document::kMaxDepth) return false;
    doc.open_.push_back(static_cast<std::uint32_t>(doc.nodes_.size()));
    return add({kind, false, 0, place() - 1, place(), 0, 0, 0});
  }
  bool close() {
    auto& node = doc.nodes_[doc.open_.back()];
    doc.open_.pop_back();
    node.end = place();
    node.next = static_cast<std::uint32_t>(doc.nodes_.size());
    return true;
  }

  bool Null() { return add_word(Kind::null, false, 4); }
  bool Bool(bool b) { return add_word(Kind::boolean, b, b ? 4 : 5); }
  bool RawNumber(const char* s, rapidjson::SizeType n, bool) {
    return add({Kind::number, false, 0, place_of(s), place_of(s) + n, place_of(s), n, 0});
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
  copy_.assign(text).append(TapeReader::kPadding, '\0');
  if (TapeReader(*this).read()) return base::Ok{};
  return parse_strictly();
}

base::Status Document::parse_strictly() {
  nodes_.clear();
  open_.clear();
  copy_.assign(source_).append(TapeReader::kPadding, '\0');
  rapidjson::InsituStringStream in(copy_.data());
  TapeHandler handler{*this, in};
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  const auto result = reader.Parse<kFlags>(in, handler);
  // A NUL in the text ends RapidJSON's stream early: then bytes are left over.
  if (result && in.Tell() >= source_.find_last_not_of(" \t\r\n") + 1) return base::Ok{};
  nodes_.clear();
  failed_at_ = std::min(result ? in.Tell() : result.Offset(), source_.size());
  return base::Error{base::Errc::bad_input, "not JSON"};
}

Value Document::root() const noexcept {
  if (nodes_.empty()) return {};
  return Value(this, 0, static_cast<std::uint32_t>(nodes_.size()));
}

bool Document::repeats_a_key() const {
  std::vector<std::string_view> keys;
  for (std::uint32_t at = 0; at < nodes_.size(); ++at) {
    if (nodes_[at].kind != Kind::object) continue;
    keys.clear();
    const auto object = Value(this, at, static_cast<std::uint32_t>(nodes_.size()));
    for (auto member = object.first(); member; member = member.next()) keys.push_back(member.key());
    std::sort(keys.begin(), keys.end());
    if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) return true;
  }
  return false;
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
