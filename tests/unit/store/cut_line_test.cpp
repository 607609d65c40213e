#include "digest/blake2b.h"
#include "support/temp_dir.h"

#include "ingest/batch.h"
#include "store/store_sink.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace trace::store {
namespace {

using ingest::Batch;
using ingest::EventRow;

EventRow& add(Batch& batch, const std::string& input, std::uint64_t n, std::string_view says) {
  EventRow row;
  row.trace = batch.trace_index("t");
  row.input = batch.input_index(input);
  row.type = batch.type_index("text");
  row.at = {1'000'000};
  row.n = n;
  row.uid = digest::blake2b128(says);
  row.may_repeat = true;
  row.payload = batch.append(says);
  row.salt.fill(1);
  row.leaf = digest::blake2b256(digest::bytes_of(row.salt), says);
  batch.rows.push_back(row);
  return batch.rows.back();
}

// The inputs of an import are opened anew each time.
void import(const std::string& path, const Batch& batch) {
  const Batch* pointer = &batch;
  StoreSink sink({path});
  sink.expect_copies();
  sink.write({&pointer, 1});
}

class CutLine : public testing::Test {
 protected:
  CutLine() {
    digest::digest_init();
    Batch cut;
    add(cut, "file", 1, "one");
    add(cut, "file", 2, "tw").level = model::Level::error;
    import(path_, cut);
  }
  std::string said() {
    Database db = Database::open(path_, Access::read_only);
    std::string all;
    Statement(db, "SELECT payload FROM events WHERE seq IS NOT NULL ORDER BY n, id")
        .each([&](const Row& row) { all += std::string(row.text(0)) + "|"; });
    Statement(db, "SELECT event_count, error_count FROM traces").each([&](const Row& row) {
      all += std::to_string(row.i64(0)) + " " + std::to_string(row.i64(1));
    });
    return all;
  }
  support::TempDir dir_;
  std::string path_ = dir_.path() + "/t.db";
};

TEST_F(CutLine, GoesWhenItIsWhole) {
  Batch grown;
  add(grown, "file", 1, "one");
  add(grown, "file", 2, "two");
  add(grown, "file", 3, "three");
  import(path_, grown);
  EXPECT_EQ(said(), "one|two|three|3 0");
}

TEST_F(CutLine, GoesWhenTheWholeOneCameInAnotherFileBefore) {
  Batch copy, grown;
  add(copy, "copy", 1, "one");
  add(copy, "copy", 2, "two");
  import(path_, copy);
  EXPECT_EQ(said(), "one|tw|two|3 1");
  add(grown, "file", 1, "one");
  add(grown, "file", 2, "two");
  import(path_, grown);
  EXPECT_EQ(said(), "one|two|2 0");
}

TEST_F(CutLine, StaysWhenAnotherLineStandsInItsPlace) {
  Batch other;
  add(other, "file", 1, "one");
  add(other, "file", 2, "zwei");
  import(path_, other);
  EXPECT_EQ(said(), "one|tw|zwei|3 1");
}

}  // namespace
}  // namespace trace::store
