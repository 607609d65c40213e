// The dialects by name: one line each in registry.cpp. Which one speaks is decided by Detector.
// Free functions: safe on any thread.
#pragma once

#include "ingest/ports.h"

#include <memory>
#include <span>
#include <string_view>

namespace trace::dialects {

struct Entry {
  std::string_view name;   // as --format takes it
  std::string_view brief;  // what it reads, for help
  std::unique_ptr<ingest::Dialect> (*make)(const ingest::DialectContext&);
};

// All dialects, in the order of help.
std::span<const Entry> all();
// Make a dialect; null when there is none of this name.
std::unique_ptr<ingest::Dialect> make(std::string_view name, const ingest::DialectContext& context);

}  // namespace trace::dialects
