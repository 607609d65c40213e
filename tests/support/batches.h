// Batches for tests, and what is in them as text. The structured bindings below name every member:
// a new one does not compile until it is told about here.
#pragma once

#include "ingest/batch.h"

#include <cstdint>
#include <numeric>
#include <sstream>
#include <string>

namespace trace::support {

template <std::size_t N>
std::array<std::uint8_t, N> ramp(std::uint8_t from) {
  std::array<std::uint8_t, N> bytes{};
  std::iota(bytes.begin(), bytes.end(), from);
  return bytes;
}

class Description {
 public:
  template <typename... T>
  Description& operator()(const T&... values) {
    (item(values), ...);
    out_ << '\n';
    return *this;
  }
  std::string text() const { return out_.str(); }

 private:
  template <typename T>
  void item(const T& v) {
    if constexpr (std::is_enum_v<T>)
      out_ << static_cast<int>(v) << '|';
    else if constexpr (std::is_integral_v<T>)
      out_ << +v << '|';
    else
      out_ << v << '|';
  }
  void item(base::UnixMicros v) { item(v.v); }
  void item(ingest::Slice v) { out_ << v.at << '+' << v.size << '|'; }
  template <std::size_t N>
  void item(const std::array<std::uint8_t, N>& v) {
    for (const auto byte : v) out_ << +byte << ' ';
  }
  void item(const model::Tokens& v) {
    const auto& [a, b, c, d, e, f] = v;
    (*this)(a, b, c, d, e, f);
  }
  template <typename T>
  void item(const std::optional<T>& v) {
    out_ << (v ? '=' : '-');
    if (v) item(*v);
  }
  void item(const std::vector<std::string>& v) {
    for (const auto& text : v) item(text);
  }

  std::ostringstream out_;
};

inline void describe(Description& to, const ingest::EventRow& row) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u] = row;
  to(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u);
}
inline void describe(Description& to, const model::TraceChange& change) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb,
               cc, claim] = change;
  to(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb, cc);
  to(claim.has_value());
  if (claim) to(claim->at, claim->lines, claim->mark);
}
inline void describe(Description& to, const model::Request& request) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w] = request;
  to(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w);
}
inline void describe(Description& to, const model::Content& content) {
  const auto& [a, b, c, d, e, f] = content;
  to(a, b, c, d, e, f);
}
inline void describe(Description& to, const ingest::InputChange& change) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = change;
  to(a, b, c, d, e, f, g, h, i, j, k, l);
}
inline void describe(Description& to, const ingest::Chunk& chunk) {
  const auto& [a, b, c, d] = chunk;
  to(a, b, c, d);
}
inline void describe(Description& to, const ingest::RecorderChange& change) {
  const auto& [a, b, c, d, e] = change;
  to(a, b, c, d, e);
}
inline void describe(Description& to, const ingest::FileChange& change) {
  const auto& [a, b, c, d, e, f, g, h, i] = change;
  to(a, b, c, d, e, f, g, h, i);
}

inline std::string describe(const ingest::Batch& batch) {
  Description to;
  const auto& [bytes, rows, changes, traces, inputs, types, tools, last_line, urgent, first] =
      batch;
  to(bytes, traces, inputs, types, tools, last_line, urgent, first);
  for (const auto& row : rows) describe(to, row);
  for (const auto& [before, body] : changes) {
    to(before, body.index());
    std::visit([&to](const auto& kind) { describe(to, kind); }, body);
  }
  return to.text();
}

// Two events and a carrier of one input, a trace that is opened before and ended after them, a
// request with its content, a chunk. `n` makes it differ from others; all rows name the trace `id`.
inline ingest::Batch sample_batch(const std::string& id, std::uint64_t n) {
  ingest::Batch batch;
  const auto name = id + "-" + std::to_string(n);
  const auto trace = batch.trace_index(id);
  const auto input = batch.input_index("input-" + id);
  const auto type = batch.type_index("message");
  for (std::uint64_t i = 0; i < 3; ++i) {
    ingest::EventRow row;
    row.trace = trace;
    row.input = input;
    row.type = type;
    row.is_event = i < 2;
    row.at = {static_cast<std::int64_t>(1'700'000'000'000'000 + n * 10 + i)};
    row.n = n * 3 + i + 1;
    row.payload = batch.append("{\"line\":\"" + name + "." + std::to_string(i) + "\"}");
    row.uid = digest::blake2b128(batch.view(row.payload));
    row.salt = ramp<16>(static_cast<std::uint8_t>(n));
    batch.rows.push_back(row);
  }
  model::TraceChange opened;
  opened.id = id;
  opened.source = "claude";
  batch.changes.push_back({0, opened});
  model::Request request;
  request.id = "request-" + name;
  request.trace = id;
  request.model = "m-1";
  request.requested_at = batch.rows[0].at;
  request.tokens.input = 10;
  batch.changes.push_back({1, request});
  batch.changes.push_back({3, ingest::Chunk{input, n * 3 + 1, 1, batch.append("more")}});
  return batch;
}

}  // namespace trace::support
