#include "support/sample_store.h"

#include "store/schema.h"

#include <cstdlib>
#include <stdexcept>

namespace trace::tests {
namespace {

std::filesystem::path new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "trace-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a test folder");
  return name;
}

}  // namespace

SampleStore::SampleStore() : folder_(new_folder()) {
  writer_.emplace(store::open_for_writing(path(), store::Durability::memory));
}

SampleStore::~SampleStore() {
  writer_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

store::Database SampleStore::reader() const { return store::open_for_reading(path()); }

std::int64_t SampleStore::name(int kind, std::string_view text) {
  store::Statement add(*writer_, "INSERT OR IGNORE INTO dict(kind, name) VALUES (?1, ?2)");
  add.with(kind, text).run();
  store::Statement find(*writer_, "SELECT id FROM dict WHERE kind = ?1 AND name = ?2");
  return find.with(kind, text).step()->i64(0);
}

std::int64_t SampleStore::add(const Trace& trace) {
  store::Statement insert(
      *writer_,
      "INSERT INTO traces(uid, at, created_at, started_at, status, source, parent, session, title, "
      "metadata, duration_ms) VALUES (?1, ?2, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id");
  insert.with(trace.id, trace.at, trace.status, name(4, trace.source), trace.parent, trace.session,
              trace.title, trace.metadata, trace.duration_ms);
  return insert.step()->i64(0);
}

std::int64_t SampleStore::add(const Request& request) {
  store::Statement insert(
      *writer_,
      "INSERT INTO requests(id, uid, at, trace, model, input_tokens, output_tokens, cost_nusd, "
      "status) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  const std::int64_t id = next_id_++;
  insert
      .with(id, request.id, request.at, request.trace, name(2, request.model), request.input,
            request.output, request.cost_nusd, request.status)
      .run();
  return id;
}

std::int64_t SampleStore::add_event(std::int64_t trace, std::string_view type,
                                    std::string_view payload, int level, int flags) {
  store::Statement insert(
      *writer_,
      "INSERT INTO events(id, trace, seq, at, type, level, flags, uid, h, payload) SELECT ?1, ?2, "
      "last_seq + 1, at + last_seq + 1, ?3, ?4, ?5, randomblob(16), 0, ?6 FROM traces WHERE id = "
      "?2");
  const std::int64_t id = next_id_++;
  insert.with(id, trace, name(1, type), level, flags, payload).run();
  store::Statement count(
      *writer_,
      "UPDATE traces SET last_seq = last_seq + 1, event_count = event_count + 1, "
      "error_count = error_count + (?2 = 3) WHERE id = ?1");
  count.with(trace, level).run();
  return id;
}

}  // namespace trace::tests
