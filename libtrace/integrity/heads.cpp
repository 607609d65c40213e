#include "integrity/heads.h"

#include "json/document.h"
#include "json/writer.h"

#include <charconv>

namespace trace::integrity {
namespace {

bool unhex(std::string_view text, digest::Hash256& out) {
  if (text.size() != out.size() * 2) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char* from = text.data() + 2 * i;
    if (std::from_chars(from, from + 2, out[i], 16).ptr != from + 2) return false;
  }
  return true;
}

// A line: the store, or a trace.
bool take_line(std::string_view line, json::Document& document, HeadsFile& file) {
  if (!document.parse(line)) return false;
  const auto root = document.root();
  if (const auto store = root["store"]) {
    file.store = store.str();
    return store.is_string();
  }
  Head head;
  const auto links = root["links"].i64();
  if (!root["trace"].is_string() || !links || !unhex(root["head"].str(), head.head)) return false;
  head.links = *links;
  file.heads[std::string(root["trace"].str())] = head;
  return true;
}

}  // namespace

std::string heads_text(const HeadsFile& file) {
  std::string out;
  json::Writer(out).begin_object().key("store").string(file.store).end_object();
  out += '\n';
  for (const auto& [trace, head] : file.heads) {
    json::Writer(out)
        .begin_object()
        .key("trace")
        .string(trace)
        .key("links")
        .integer(head.links)
        .key("head")
        .string(digest::hex(digest::bytes_of(head.head)))
        .end_object();
    out += '\n';
  }
  return out;
}

base::Result<HeadsFile> read_heads(std::string_view text) {
  HeadsFile file;
  json::Document document;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (!line.empty() && !take_line(line, document, file))
      return base::Error{base::Errc::bad_input,
                         "line " + std::to_string(number) + " is no head of a chain"};
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (file.store.empty())
    return base::Error{base::Errc::bad_input, "it does not say whose heads it holds"};
  return file;
}

}  // namespace trace::integrity
