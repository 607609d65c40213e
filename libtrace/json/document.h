// One JSON document, parsed into a flat tape that is used again for the next one: no allocation a
// line once warm. Strings are decoded, numbers keep their text, every value knows its bytes in the
// source. Depth and size are capped. Not a DOM to pass around: it dies in
// the function that parsed it. One Document belongs to one thread.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace::json {

enum class Kind : std::uint8_t { none, null, boolean, number, string, array, object };

class Document;

// Few keys of one object share it: looking at it spares comparing most of them.
inline std::uint16_t tag_of(std::string_view key) noexcept {
  if (key.empty()) return 0;
  const auto first = static_cast<unsigned char>(key.front());
  const auto last = static_cast<unsigned char>(key.back());
  return static_cast<std::uint16_t>(key.size() << 8 | ((first * 7U + last) & 0xFFU));
}

// A place in a Document; valid until its next parse(). Asking a wrong kind gives an empty answer,
// never an error.
class Value {
 public:
  Value() = default;
  Kind kind() const noexcept;
  explicit operator bool() const noexcept { return kind() != Kind::none; }
  bool is_object() const noexcept { return kind() == Kind::object; }
  bool is_array() const noexcept { return kind() == Kind::array; }
  bool is_string() const noexcept { return kind() == Kind::string; }
  bool is_null() const noexcept { return kind() == Kind::null; }

  // The member `key` of an object (the last one of several), else none.
  Value operator[](std::string_view key) const noexcept;
  // First child of an array or object; next sibling; none at the end.
  Value first() const noexcept;
  Value next() const noexcept;
  // The decoded key of this member of an object; empty elsewhere.
  std::string_view key() const noexcept;

  // Decoded text of a string, else empty. A view into the document.
  std::string_view str() const noexcept;
  // An integer: a number without fraction that fits, or a string of digits (OTLP writes those).
  std::optional<std::int64_t> i64() const noexcept;
  std::optional<double> number() const noexcept;
  std::optional<bool> boolean() const noexcept;
  // The bytes of the value in the source text, quotes and brackets included, and where they begin.
  std::string_view raw() const noexcept;
  std::size_t offset() const noexcept;

 private:
  friend class Document;
  Value(const Document* doc, std::uint32_t index, std::uint32_t end)
      : doc_(doc), index_(index), end_(end) {}
  const Document* doc_ = nullptr;
  std::uint32_t index_ = 0;  // node of the value; a member's key is the node before
  std::uint32_t end_ = 0;    // end of the siblings on the tape
};

class Document {
 public:
  static constexpr std::size_t kMaxDepth = 1024;
  static constexpr std::size_t kMaxNodes = 400'000;

  Document() = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  // Parse one document; `text` must outlive the values.
  // Error bad_input: not JSON, too deep or too many values.
  base::Status parse(std::string_view text);
  // Where the text stopped being JSON, when the last parse() said so.
  std::size_t failed_at() const noexcept { return failed_at_; }
  // The outermost value of the last successful parse().
  Value root() const noexcept;
  // Tell whether an object of the last successful parse() has a key twice.
  bool repeats_a_key() const;

 private:
  friend class Value;
  friend class TapeReader;
  friend struct TapeHandler;
  struct Node {
    Kind kind;
    bool truth;                     // of a boolean; of a string: it is a key
    std::uint16_t tag;              // of a key: tag_of() it
    std::uint32_t begin, end;       // bytes in the source
    std::uint32_t text, text_size;  // decoded string in copy_
    std::uint32_t next;             // node after this value's last descendant
  };
  base::Status parse_strictly();
  std::size_t failed_at_ = 0;
  std::string_view source_;
  std::string copy_;  // parsed in place: holds the decoded strings
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> open_;
};

// ---- read for every line: inline ---------------------------------------------------------------

inline Kind Value::kind() const noexcept {
  return doc_ == nullptr || index_ >= end_ ? Kind::none : doc_->nodes_[index_].kind;
}

inline Value Value::first() const noexcept {
  const auto is = kind();
  if (is != Kind::object && is != Kind::array) return {};
  return Value(doc_, index_ + (is == Kind::object ? 2U : 1U), doc_->nodes_[index_].next);
}

inline Value Value::next() const noexcept {
  if (!*this) return {};
  const auto after = doc_->nodes_[index_].next;
  if (after >= end_) return {};
  const auto& node = doc_->nodes_[after];
  const bool is_key = node.kind == Kind::string && node.truth;
  return Value(doc_, after + (is_key ? 1U : 0U), end_);
}

inline std::string_view Value::key() const noexcept {
  if (!*this || index_ == 0) return {};
  const auto& node = doc_->nodes_[index_ - 1];
  if (node.kind != Kind::string || !node.truth) return {};
  return {doc_->copy_.data() + node.text, node.text_size};
}

inline Value Value::operator[](std::string_view key) const noexcept {
  if (kind() != Kind::object) return {};
  const auto* nodes = doc_->nodes_.data();
  const char* text = doc_->copy_.data();
  const auto end = nodes[index_].next;
  const auto tag = tag_of(key);
  std::uint32_t found = 0;
  // A key and its value are neighbours.
  for (std::uint32_t at = index_ + 1; at < end; at = nodes[at + 1].next) {
    if (nodes[at].tag != tag) continue;
    if (std::string_view(text + nodes[at].text, nodes[at].text_size) == key) found = at + 1;
  }
  return found == 0 ? Value() : Value(doc_, found, end);
}

inline std::string_view Value::str() const noexcept {
  if (!is_string()) return {};
  const auto& node = doc_->nodes_[index_];
  return {doc_->copy_.data() + node.text, node.text_size};
}

}  // namespace trace::json
