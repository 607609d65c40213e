// The dialects by name, one row each in registry.cpp: how it is made, and which lines it claims.
// Which one speaks is decided by Detector from the claims. Free functions: safe on any thread.
#pragma once

#include "ingest/ports.h"
#include "json/document.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace trace::dialects {

// What a dialect says of one line. `certain` settles at once: only for what no other vendor prints.
enum class Claim : std::uint8_t { none, likely, certain };

struct Entry {
  std::string_view name;   // as --format takes it
  std::string_view brief;  // what it reads, for help; empty: another name offers it
  std::unique_ptr<ingest::Dialect> (*make)(const ingest::DialectContext&);
  // Look at the JSON of a line, of a server-sent event or of a whole document; null: claims none.
  Claim (*claim)(const json::Value& value) = nullptr;
  // Look at a trimmed line that is no JSON; null: claims none.
  Claim (*claim_text)(std::string_view line) = nullptr;
};

// All dialects; earlier ones go first in help and where claims are equal.
std::span<const Entry> all();
// Make a dialect; null when there is none of this name.
std::unique_ptr<ingest::Dialect> make(std::string_view name, const ingest::DialectContext& context);

}  // namespace trace::dialects
