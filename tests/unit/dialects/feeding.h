// A dialect and what it said so far, for tests: lines go in, copies of events and changes are kept.
#pragma once

#include "dialects/registry.h"
#include "ingest/ports.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace trace::dialects {

struct SeenEvent {
  std::string trace, type, key, tool, source_id, part;
  model::Level level;
  std::uint32_t flags;
  std::optional<base::UnixMicros> at;
  std::optional<std::int64_t> seq, duration_ms;
  std::optional<digest::Hash128> uid;
};

class Feeding {
 public:
  explicit Feeding(std::string_view name, ingest::DialectContext context = {"", "fresh"})
      : dialect_(make(name, context)) {}

  // Feed a line that arrives a second after the one before.
  Feeding& line(const std::string& text) {
    parsed_.clear();
    now_.v += step_;
    dialect_->feed({text, ++number_, now_}, parsed_);
    keep(text);
    return *this;
  }
  Feeding& foresee(const std::string& text) {
    dialect_->foresee(text);
    return *this;
  }
  Feeding& end(bool cut = false) {
    parsed_.clear();
    now_.v += 1'000'000;
    dialect_->finish(now_, cut, parsed_);
    keep("");
    return *this;
  }

  // From now on lines arrive at the same moment.
  void stand_still() { step_ = 0; }

  template <typename T>
  std::vector<T> changes() const {
    std::vector<T> found;
    for (const auto& body : changes_)
      if (const T* change = std::get_if<T>(&body)) found.push_back(*change);
    return found;
  }

  std::vector<SeenEvent> events;      // of all lines
  std::vector<std::size_t> per_line;  // how many events each line gave
  std::size_t misunderstood = 0, withheld = 0;
  static constexpr std::int64_t kStart = 1'763'607'600'000'000;

 private:
  void keep(std::string_view text) {
    for (const auto& e : parsed_.events)
      events.push_back({std::string(e.trace), std::string(e.type), std::string(e.key),
                        std::string(e.tool), std::string(e.source_id),
                        e.part ? std::string(text.substr(e.part->at, e.part->size)) : "", e.level,
                        e.flags, e.at, e.seq, e.duration_ms, e.uid});
    per_line.push_back(parsed_.events.size());
    for (auto* list : {&parsed_.before, &parsed_.after})
      for (auto& body : *list) changes_.push_back(body);
    misunderstood += parsed_.understood ? 0 : 1;
    withheld += parsed_.withhold ? 1 : 0;
  }

  std::unique_ptr<ingest::Dialect> dialect_;
  ingest::Parsed parsed_;
  std::vector<ingest::ChangeBody> changes_;
  std::uint64_t number_ = 0;
  base::UnixMicros now_{kStart};
  std::int64_t step_ = 1'000'000;
};

}  // namespace trace::dialects
