#include "ingest/wire.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <type_traits>

namespace trace::ingest {
namespace {

constexpr std::uint64_t kVersion = 2;
constexpr std::uint64_t kClaims = 2;  // the version from which on changes carry claims

// The last value of each enum that travels.
constexpr model::Level last(model::Level) { return model::Level::error; }
constexpr model::Keep last(model::Keep) { return model::Keep::full; }
constexpr model::RunStatus last(model::RunStatus) { return model::RunStatus::abandoned; }
constexpr model::Ending last(model::Ending) { return model::Ending::reported; }
constexpr model::CostSource last(model::CostSource) { return model::CostSource::contained; }
constexpr model::RequestStatus last(model::RequestStatus) { return model::RequestStatus::canceled; }

template <typename T>
concept Unsigned = std::is_unsigned_v<T> && !std::is_same_v<T, bool>;
template <typename T>
concept Enum = std::is_enum_v<T>;

// Out and In have the same overloads of item(); walk() below names the members of a type once for
// both.
class Out {
 public:
  static constexpr bool kReads = false;
  explicit Out(std::string& to) : to_(to) {}
  static constexpr std::uint64_t version() noexcept { return kVersion; }

  template <typename... T>
  void operator()(const T&... values) {
    (item(values), ...);
  }
  template <Unsigned T>
  void item(T v) {
    std::uint64_t rest = v;
    for (; rest >= 0x80; rest >>= 7) to_ += static_cast<char>(rest | 0x80);
    to_ += static_cast<char>(rest);
  }
  void item(std::int64_t v) {
    item((static_cast<std::uint64_t>(v) << 1) ^ (v < 0 ? ~std::uint64_t{0} : 0));
  }
  void item(bool v) { to_ += static_cast<char>(v); }
  template <Enum T>
  void item(T v) {
    to_ += static_cast<char>(v);
  }
  void item(base::UnixMicros v) { item(v.v); }
  void item(Slice v) { (*this)(v.at, v.size); }
  void item(const model::Claim& v) { (*this)(v.at, v.lines, v.mark); }
  void item(const std::string& v) {
    item(v.size());
    to_ += v;
  }
  template <std::size_t N>
  void item(const std::array<std::uint8_t, N>& v) {
    const bool is_zero = v == std::array<std::uint8_t, N>{};
    item(!is_zero);
    if (!is_zero) to_ += digest::bytes_of(v);
  }
  template <typename T>
  void item(const std::optional<T>& v) {
    item(v.has_value());
    if (v) item(*v);
  }

 private:
  std::string& to_;
};

// After the first error everything reads as zero and is_good() is false.
class In {
 public:
  static constexpr bool kReads = true;
  explicit In(std::string_view from) : from_(from) {}
  bool is_good() const noexcept { return is_good_; }
  std::uint64_t version() const noexcept { return version_; }
  void set_version(std::uint64_t version) noexcept { version_ = version; }
  void fail() noexcept {
    is_good_ = false;
    from_ = {};
  }
  std::size_t left() const noexcept { return from_.size(); }

  template <typename... T>
  void operator()(T&... values) {
    (item(values), ...);
  }
  template <Unsigned T>
  void item(T& v) {
    const std::uint64_t read = varint();
    if (read > std::numeric_limits<T>::max()) fail();
    v = static_cast<T>(is_good_ ? read : 0);
  }
  void item(std::int64_t& v) {
    const std::uint64_t read = varint();
    v = static_cast<std::int64_t>((read >> 1) ^ (~(read & 1) + 1));
  }
  void item(bool& v) {
    const auto byte = static_cast<unsigned char>(take(1).front());
    if (byte > 1) fail();
    v = byte == 1;
  }
  template <Enum T>
  void item(T& v) {
    const auto byte = static_cast<unsigned char>(take(1).front());
    if (byte > static_cast<unsigned>(last(T{}))) fail();
    v = static_cast<T>(is_good_ ? byte : 0);
  }
  void item(base::UnixMicros& v) { item(v.v); }
  void item(Slice& v) { (*this)(v.at, v.size); }
  void item(model::Claim& v) { (*this)(v.at, v.lines, v.mark); }
  void item(std::string& v) {
    const std::uint64_t size = varint();
    if (size > from_.size()) fail();
    v.assign(from_.substr(0, is_good_ ? size : 0));
    from_.remove_prefix(v.size());
  }
  template <std::size_t N>
  void item(std::array<std::uint8_t, N>& v) {
    bool is_there = false;
    item(is_there);
    v = {};
    if (!is_there) return;
    const auto bytes = take(N);
    if (is_good_) std::memcpy(v.data(), bytes.data(), N);
  }
  template <typename T>
  void item(std::optional<T>& v) {
    bool is_there = false;
    item(is_there);
    v.reset();
    if (is_there) item(v.emplace());
  }

 private:
  // The next bytes; on error one zero byte, so that front() may be called.
  std::string_view take(std::size_t size) {
    if (size > from_.size()) {
      fail();
      return std::string_view("\0", 1);
    }
    const auto bytes = from_.substr(0, size);
    from_.remove_prefix(size);
    return bytes;
  }
  std::uint64_t varint() {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      if (shift == 63 && byte > 1) break;
      v |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return v;
    }
    fail();
    return 0;
  }

  std::string_view from_;
  std::uint64_t version_ = kVersion;
  bool is_good_ = true;
};

template <typename Io, typename T>
using Ref = std::conditional_t<Io::kReads, T, const T>&;

template <typename Io>
void walk(Io& io, Ref<Io, EventRow> r) {
  io(r.trace, r.input, r.carrier, r.type, r.tool, r.level, r.is_event, r.may_repeat, r.flags, r.at,
     r.n, r.payload, r.part, r.seq, r.duration_ms, r.full_size, r.key, r.uid, r.leaf, r.full_hash,
     r.salt);
}
template <typename Io>
void walk(Io& io, Ref<Io, model::TraceChange> c) {
  io(c.id, c.parent, c.title, c.source, c.source_ref, c.session_id, c.message_id,
     c.client_message_id, c.mode, c.actor, c.switch_source, c.target_task_id, c.trace_level,
     c.status, c.ending, c.created_at, c.started_at, c.ended_at, c.duration_ms, c.error_code,
     c.error_message, c.retryable, c.model, c.cwd, c.host, c.params, c.stats, c.result, c.metadata);
  if (io.version() >= kClaims) io(c.claim);
}
template <typename Io>
void walk(Io& io, Ref<Io, model::Request> r) {
  io(r.id, r.trace, r.token_id, r.account_id, r.user, r.mode, r.model, r.provider,
     r.conversation_id, r.stream, r.requested_at, r.responded_at, r.duration_ms, r.ttft_ms,
     r.tokens.input, r.tokens.cache_read, r.tokens.cache_write, r.tokens.cache_write_1h,
     r.tokens.output, r.tokens.reasoning, r.cost_nusd, r.cost_source, r.status, r.status_code,
     r.request_bytes, r.response_bytes, r.error_message, r.metadata);
}
template <typename Io>
void walk(Io& io, Ref<Io, model::Content> c) {
  io(c.request, c.at, c.system_prompt, c.messages, c.prompt, c.completion);
}
template <typename Io>
void walk(Io& io, Ref<Io, InputChange> c) {
  io(c.input, c.kind, c.name, c.dialect, c.trace, c.started_at, c.ended_at, c.bytes, c.frames,
     c.withheld, c.sanitized, c.open_line);
}
template <typename Io>
void walk(Io& io, Ref<Io, Chunk> c) {
  io(c.input, c.n, c.index, c.data);
}
template <typename Io>
void walk(Io& io, Ref<Io, RecorderChange> c) {
  io(c.trace, c.boot_id, c.pid_ns, c.pid, c.pid_start);
}
template <typename Io>
void walk(Io& io, Ref<Io, FileChange> c) {
  io(c.dev, c.inode, c.size, c.mtime, c.head, c.head_size, c.input, c.trace, c.dialect);
}

// The other half of Change: the kind of its body, then the body.
void walk(Out& io, const Change& change) {
  io(change.before, change.body.index());
  std::visit([&io](const auto& body) { walk(io, body); }, change.body);
}
template <std::size_t I = 0>
bool become(ChangeBody& body, std::size_t kind) {
  if constexpr (I < std::variant_size_v<ChangeBody>) {
    if (kind != I) return become<I + 1>(body, kind);
    body.emplace<I>();
    return true;
  } else {
    return false;
  }
}
void walk(In& io, Change& change) {
  std::size_t kind = 0;
  io(change.before, kind);
  if (!become(change.body, kind)) return io.fail();
  std::visit([&io](auto& body) { walk(io, body); }, change.body);
}
template <typename Io>
void walk(Io& io, Ref<Io, std::string> text) {
  io(text);
}

template <typename T>
void list(Out& io, const std::vector<T>& items) {
  io(items.size());
  for (const auto& item : items) walk(io, item);
}
// Grows as items come, each of which takes a byte at least.
template <typename T>
void list(In& io, std::vector<T>& items) {
  std::size_t count = 0;
  io(count);
  if (count > io.left()) io.fail();
  for (; count > 0 && io.is_good(); --count) walk(io, items.emplace_back());
}

template <typename Io>
void walk(Io& io, Ref<Io, Batch> b) {
  list(io, b.traces);
  list(io, b.inputs);
  list(io, b.types);
  list(io, b.tools);
  list(io, b.rows);
  list(io, b.changes);
  io(b.last_line, b.is_urgent, b.first_at, b.bytes);
}

bool is_within(Slice slice, const Batch& batch) {
  return std::uint64_t{slice.at} + slice.size <= batch.bytes.size();
}

bool is_sound(const EventRow& row, std::size_t place, const Batch& batch) {
  const auto in = [](std::uint32_t i, std::size_t size) {
    return i == EventRow::kNone || i < size;
  };
  return in(row.trace, batch.traces.size()) && in(row.input, batch.inputs.size()) &&
         in(row.carrier, place) && row.type < batch.types.size() &&
         row.tool <= batch.tools.size() && is_within(row.payload, batch);
}

bool is_sound(const Change& change, const Batch& batch) {
  if (change.before > batch.rows.size()) return false;
  if (const auto* input = std::get_if<InputChange>(&change.body))
    return input->input < batch.inputs.size();
  if (const auto* chunk = std::get_if<Chunk>(&change.body))
    return chunk->input < batch.inputs.size() && is_within(chunk->data, batch);
  return true;
}

// Everything that the store takes for granted.
bool is_sound(const Batch& batch) {
  for (std::size_t i = 0; i < batch.rows.size(); ++i)
    if (!is_sound(batch.rows[i], i, batch)) return false;
  return std::all_of(batch.changes.begin(), batch.changes.end(),
                     [&](const Change& change) { return is_sound(change, batch); });
}

}  // namespace

void encode(const Batch& batch, std::string& out) {
  Out io(out);
  io(kVersion);
  walk(io, batch);
}

base::Status decode(std::string_view bytes, Batch& out) {
  out.clear();
  In io(bytes);
  std::uint64_t version = 0;
  io(version);
  if (io.is_good() && version > kVersion)
    return base::Error{base::Errc::schema_too_new, "the record was written by a newer version"};
  io.set_version(version);
  walk(io, out);
  if (io.is_good() && io.left() == 0 && version >= 1 && is_sound(out)) return base::Ok{};
  out.clear();
  return base::Error{base::Errc::bad_input, "the record is damaged"};
}

}  // namespace trace::ingest
