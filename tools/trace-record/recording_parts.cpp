#include "trace-record/recording_parts.h"

#include "digest/key_file.h"
#include "digest/random.h"

#include "base/error.h"
#include "base/fd.h"
#include "common/message.h"
#include "common/shared_options.h"
#include "ingest/spool_dir.h"
#include "ingest/spool_sink.h"
#include "json/document.h"
#include "json/writer.h"
#include "store/replay.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unistd.h>

namespace trace::tools {
namespace {

constexpr std::size_t kMaxRulesFile = 4 << 20;
constexpr std::int64_t kLoadedFirst = 64 << 20;  // bytes of the spool

// The local key; a recording does without one rather than not at all: then repeated lines are not
// recognised later.
digest::Key256 key_of(const RecordOptions& options, const cli::Environment& environment) {
  const auto key = digest::read_or_create_key_file(cli::key_path(options.key_file, environment));
  if (key) return *key;
  cli::print_message("trace-record", key.error().message + "; a key for this run only is used");
  digest::Key256 random{};
  digest::random_bytes(random);
  return random;
}

struct Load {
  const std::vector<std::string>& places;
  const std::string& path;
  std::int64_t max_bytes = std::numeric_limits<std::int64_t>::max();
};

void load_spool(const Load& load, store::StoreSink& sink,
                const store::DeliveryPorts::IsOver& is_over = {}) {
  store::ReplayOptions options;
  options.places = load.places;
  options.db_path = load.path;
  options.max_bytes = load.max_bytes;
  options.is_over = is_over;
  if (const auto report = store::replay(options, sink); report.stopped)
    throw base::Failure(*report.stopped);
}

// Does any token keep its content? A store that cannot be read says no.
bool some_tokens_keep(const std::string& path) {
  try {
    auto db = store::open_for_reading(path);
    store::Statement any(db, "SELECT 1 FROM token_settings WHERE content = 1 LIMIT 1");
    return any.step().has_value();
  } catch (const base::Failure&) {
    return false;
  }
}

}  // namespace

std::optional<sanitize::Sanitizer> sanitizer_of(const RecordOptions& options,
                                                const cli::Environment& environment) {
  if (options.keep.no_sanitize) return std::nullopt;
  sanitize::SanitizerOptions rules;
  if (options.keep.strategy)
    rules.strategy = static_cast<sanitize::Strategy>(*options.keep.strategy);
  if (!options.keep.rules.empty())
    rules.rules_text = base::read_file(options.keep.rules, kMaxRulesFile);
  const auto key = digest::read_or_create_key_file(cli::key_path(options.key_file, environment));
  if (key) rules.key = digest::bytes_of(*key);
  return sanitize::Sanitizer::compile(rules).or_throw();
}

ingest::KeepRules keep_rules_of(const RecordOptions& options, const cli::Environment& environment,
                                const std::optional<sanitize::Sanitizer>& sanitizer) {
  ingest::KeepRules rules;
  rules.keep = static_cast<model::Keep>(options.keep.keep);
  rules.keep_content = options.keep.content == ContentPolicy::full;
  rules.max_events = options.keep.max_events;
  rules.max_payload = options.keep.max_payload;
  rules.refuses_equal_keys = options.input.strict;
  if (options.input.strict) rules.max_line = options.input.max_line;
  rules.sanitizer = sanitizer ? &*sanitizer : nullptr;
  rules.some_tokens_keep = some_tokens_keep(cli::store_path(options.store, environment));
  rules.key = key_of(options, environment);
  return rules;
}

ingest::QueueLimits queue_limits_of(const RecordOptions& options) {
  ingest::QueueLimits limits;
  limits.max_records = static_cast<std::size_t>(options.delivery.queue);
  limits.overflow = static_cast<ingest::Overflow>(options.delivery.overflow);
  return limits;
}

ingest::WriterOptions writer_options_of(const RecordOptions& options) {
  ingest::WriterOptions writer;
  if (options.delivery.batch)
    writer.max_records = static_cast<std::size_t>(*options.delivery.batch);
  writer.flush = std::chrono::milliseconds(options.delivery.flush.v);
  return writer;
}

store::Durability durability_of(const RecordOptions& options) {
  return static_cast<store::Durability>(options.delivery.durability);
}

store::DeliveryPorts delivery_ports_of(const RecordOptions& options,
                                       const cli::Environment& environment) {
  const auto path = cli::store_path(options.store, environment);
  const auto runtime = std::string(environment.get_filled("XDG_RUNTIME_DIR").value_or(""));
  const auto places = ingest::spool_places(path, options.delivery.spool_dir, runtime);
  const auto durability = durability_of(options);
  const bool keep_content = options.keep.content == ContentPolicy::full;
  const auto cap = options.delivery.spool_max;
  store::DeliveryPorts ports;
  ports.places = places;
  // What waits from earlier runs comes before what we bring; where it is much, the input must not
  // wait for it: then it comes last.
  ports.open_store = [=] {
    auto sink = std::make_unique<store::StoreSink>(
        store::StoreSinkOptions{path, durability, base::DurationMs{2000}, keep_content});
    load_spool({places, path, kLoadedFirst}, *sink);
    return sink;
  };
  ports.open_spool = [=] {
    const auto sync = durability == store::Durability::full ? ingest::SpoolWriter::Sync::yes
                                                            : ingest::SpoolWriter::Sync::no;
    return std::make_unique<ingest::SpoolSink>(
        ingest::SpoolOptions{places, path, keep_content, cap, sync});
  };
  ports.replay_own = [=](store::StoreSink& sink, std::unique_ptr<ingest::Sink> spool,
                         const store::DeliveryPorts::IsOver& is_over) {
    spool.reset();  // lets go of its file
    load_spool({places, path}, sink, is_over);
  };
  ports.replay_others = [=](store::StoreSink& sink, const store::DeliveryPorts::IsOver& is_over) {
    load_spool({places, path}, sink, is_over);
  };
  ports.warn = [](const std::string& text) { cli::print_message("trace-record", text); };
  return ports;
}

std::string parent_of(const RecordOptions& options, const cli::Environment& environment,
                      const std::string& self) {
  if (!options.fields.parent.empty() && options.fields.parent != ".") return options.fields.parent;
  if (const auto id = environment.get_filled("TRACE_ID"); id && *id != self)
    return std::string(*id);
  // version-traceid-parentid-flags (w3.org/TR/trace-context)
  const auto header = environment.get_filled("TRACEPARENT");
  if (!header || header->size() < 36) return {};
  const auto hex = header->substr(3, 32);
  std::string id;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) id += '-';
    id += hex[i];
  }
  return id == self ? std::string{} : id;
}

std::string with_tags(const std::string& metadata, const std::vector<std::string>& tags) {
  if (tags.empty()) return metadata;
  std::string out;
  json::Writer w(out);
  w.begin_object();
  json::Document doc;
  if (doc.parse(metadata))
    for (auto member = doc.root().first(); member; member = member.next())
      if (member.key() != "tags") w.key(member.key()).raw(member.raw());
  w.key("tags").begin_object();
  for (const auto& tag : tags) {
    const auto equals = tag.find('=');
    w.key(tag.substr(0, equals)).string(equals == std::string::npos ? "" : tag.substr(equals + 1));
  }
  w.end_object().end_object();
  return out;
}

std::string working_folder() {
  std::array<char, 4096> path{};
  return ::getcwd(path.data(), path.size()) == nullptr ? std::string{} : std::string(path.data());
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) != 0 ? std::string{}
                                                          : std::string(name.data());
}

void print_id(const std::string& id) {
  try {
    base::write_all(STDOUT_FILENO, id + "\n", "stdout");
  } catch (const base::Failure&) {
    // Nobody reads the ids; the recording goes on.
  }
}

std::string to_json(const MetricsNow& m) {
  std::string out;
  json::Writer w(out);
  const auto number = [&](const char* key, auto value) {
    w.key(key).integer(static_cast<std::int64_t>(value));
  };
  const double seconds = std::max(0.001, static_cast<double>(m.elapsed.count()) / 1000);
  w.begin_object()
      .key("at")
      .string(calendar::rfc3339(m.at))
      .key("state")
      .string(m.is_finished ? "finished" : "recording");
  w.key("trace").string(m.trace);
  number("lines", m.lines);
  number("bytes", m.bytes);
  number("events", m.events);
  number("rejected", m.rejected);
  number("sanitized", m.sanitized);
  number("elapsed_ms", m.elapsed.count());
  w.key("lines_per_second").real(static_cast<double>(m.lines) / seconds);
  number("queue_depth", m.queue_depth);
  number("stored", m.stored);
  number("spooled", m.spooled);
  number("dropped", m.dropped);
  number("lost", m.lost);
  number("commits", m.commits);
  number("latency_ms", m.latency.count());
  number("longest_ms", m.longest.count());
  w.key("heartbeat").string(calendar::rfc3339(m.at));
  if (m.is_finished) {
    number("repeated_lines", m.store.repeated_lines);
    number("duplicate_finishes", m.store.duplicate_finishes);
  }
  w.end_object();
  return out + "\n";
}

}  // namespace trace::tools
