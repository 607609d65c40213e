#include "trace-query/event_cells.h"

#include "calendar/rfc3339.h"
#include "trace-query/human_text.h"

#include "base/error.h"
#include "formats/record_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace trace::tools {
namespace {

using formats::Cell;

constexpr std::array<std::string_view, 11> kKeys{"trace", "seq",         "uid",     "at",
                                                 "type",  "level",       "message", "payload",
                                                 "tool",  "duration_ms", "summary"};

// +1.250, +4m05s after the start.
std::string offset_text(std::int64_t micros) {
  const std::string sign = micros < 0 ? "-" : "+";
  const std::int64_t ms = (micros < 0 ? -micros : micros) / 1000;
  if (ms >= 60'000) return sign + short_duration(ms);
  std::array<char, 24> text{};
  const int n = std::snprintf(text.data(), text.size(), "%lld.%03lld",
                              static_cast<long long>(ms / 1000), static_cast<long long>(ms % 1000));
  return sign + std::string(text.data(), static_cast<std::size_t>(n));
}

}  // namespace

EventCells::EventCells(Session& session, const std::vector<std::string>& keys)
    : session_(session), for_people_(session.is_for_people()) {
  for (const std::string& key : keys) {
    const auto* found = std::find(kKeys.begin(), kKeys.end(), key);
    if (found == kKeys.end()) {
      throw base::Failure(base::Errc::bad_usage,
                          "unknown field '" + key +
                              "'; accepted: trace, seq, uid, at, type, level, message, "
                              "payload, tool, duration_ms, summary");
    }
    keys_.push_back(static_cast<Key>(found - kKeys.begin()));
  }
}

std::vector<formats::Column> EventCells::columns() const {
  std::vector<formats::Column> columns;
  for (const Key key : keys_) {
    formats::Column column{.key = std::string(kKeys[static_cast<std::size_t>(key)])};
    if (!for_people_) {
      columns.push_back(column);
      continue;
    }
    for (const char c : column.key)
      column.title += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    column.right_aligned = key == Key::seq || key == Key::duration_ms || (key == Key::at && start_);
    column.priority = key == Key::summary || key == Key::message || key == Key::seq ? 0
                      : key == Key::at                                              ? 1
                                                                                    : 2;
    column.min_width = key == Key::at && !start_ ? 19 : key == Key::summary ? 16 : 5;
    if (key == Key::level) column.paint = formats::Paint::severity;
    if (key == Key::uid || key == Key::trace) column.paint = formats::Paint::dim;
    columns.push_back(column);
  }
  return columns;
}

std::span<const Cell> EventCells::of(const model::EventRow& event) {
  cells_.clear();
  texts_.clear();
  for (const Key key : keys_) cells_.push_back(cell(key, event));
  return cells_;
}

Cell EventCells::cell(Key key, const model::EventRow& event) {
  switch (key) {
    case Key::trace:
      return for_people_ ? short_id(event.trace) : event.trace;
    case Key::seq:
      return event.seq;
    case Key::uid: {
      std::string hex;
      formats::append_hex(hex, event.uid);
      return keep(std::move(hex));
    }
    case Key::at:
      return at_cell(event.at);
    case Key::type:
      return event.type;
    case Key::level:
      return model::name(event.level);
    case Key::message: {
      std::string message = text_.message(event);
      if (message.empty()) return std::monostate{};
      return keep(std::move(message));
    }
    case Key::payload:
      return payload_cell(event);
    case Key::tool:
      if (event.tool.empty()) return std::monostate{};
      return event.tool;
    case Key::duration_ms:
      if (!event.duration_ms) return std::monostate{};
      if (for_people_) return keep(short_duration(*event.duration_ms));
      return *event.duration_ms;
    case Key::summary:
      return keep(text_.line(event));
  }
  return std::monostate{};
}

Cell EventCells::at_cell(base::UnixMicros at) {
  if (for_people_ && start_) return keep(offset_text(at.v - start_->v));
  std::string text;
  if (for_people_) {
    session_.zone().append_local(text, at);
  } else {
    calendar::append_rfc3339(text, at);
  }
  return keep(std::move(text));
}

Cell EventCells::payload_cell(const model::EventRow& event) {
  const std::string_view payload = event.payload();
  if (payload.empty() || event.has(model::EventFlag::text)) return std::monostate{};
  const std::string_view kept = keep(std::string(payload));
  if (text_.is_json(kept)) return formats::JsonText{kept};
  return kept;
}

std::string_view EventCells::keep(std::string text) { return texts_.emplace_back(std::move(text)); }

}  // namespace trace::tools
