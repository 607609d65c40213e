#include "store/resolve.h"

#include "support/sample_store.h"

#include <gtest/gtest.h>

namespace trace::store {
namespace {

using tests::SampleStore;

struct Store {
  SampleStore sample;
  Store() {
    sample.add(SampleStore::Trace{.id = "0191aaaa-7000-8000-8000-00000000beef", .at = 10});
    sample.add(SampleStore::Trace{.id = "0191aaaa-7000-8000-8000-00000000cafe", .at = 30});
    sample.add(SampleStore::Trace{.id = "run-1", .at = 20});
    sample.add(SampleStore::Trace{.id = "run-10", .at = 25, .parent = "run-1"});
    sample.writer().exec(
        "INSERT INTO pruned(uid, at, reason, events) VALUES ('gone-for-good', 0, 'older than 30d', "
        "7)");
  }
  std::string id(std::string_view text) {
    Database db = sample.reader();
    return resolve_trace(db, text).id;
  }
  std::string refusal(std::string_view text, base::Errc code) {
    try {
      return "found " + id(text);
    } catch (const base::Failure& failure) {
      EXPECT_EQ(failure.code(), code) << text;
      return failure.what();
    }
  }
};

TEST(ResolveTrace, FindsByIdBeginningAndEnd) {
  Store store;
  EXPECT_EQ(store.id("=run-1"), "run-1");
  EXPECT_EQ(store.id("run-10"), "run-10");
  EXPECT_EQ(store.id("00beef"), "0191aaaa-7000-8000-8000-00000000beef");
}

TEST(ResolveTrace, AWholeIdBeatsALongerOneThatBeginsWithIt) {
  Store store;
  EXPECT_EQ(store.id("run-1"), "run-1");
}

TEST(ResolveTrace, LastCountsRootTracesBackFromTheNewest) {
  Store store;
  EXPECT_EQ(store.id("last"), "0191aaaa-7000-8000-8000-00000000cafe");
  EXPECT_EQ(store.id("last~1"), "run-1");
  EXPECT_NE(store.refusal("last~9", base::Errc::not_found).find("yet"), std::string::npos);
}

TEST(ResolveTrace, SeveralCandidatesAreListed) {
  Store store;
  const std::string message = store.refusal("0191", base::Errc::bad_usage);
  EXPECT_NE(message.find("00000000beef"), std::string::npos);
  EXPECT_NE(message.find("00000000cafe"), std::string::npos);
}

TEST(ResolveTrace, ExactlyMeansExactly) {
  Store store;
  store.refusal("=0191aaaa", base::Errc::not_found);
  store.refusal("=last", base::Errc::not_found);
}

TEST(ResolveTrace, TellsPrunedFromNeverThere) {
  Store store;
  EXPECT_EQ(store.refusal("gone-for-good", base::Errc::not_found),
            "trace 'gone-for-good' was pruned on 1970-01-01 (older than 30d)");
  EXPECT_EQ(store.refusal("gone-for", base::Errc::not_found),
            "trace 'gone-for-good' was pruned on 1970-01-01 (older than 30d)");
  EXPECT_EQ(store.refusal("nowhere", base::Errc::not_found),
            "there never was a trace 'nowhere' in this store");
}

TEST(ResolveTrace, SessionsAndMessagesMeanTheirNewestTrace) {
  Store store;
  store.sample.writer().exec(
      "UPDATE traces SET session = 's-1', message_id = 'm-' || id, client_message_id = 'c-' || id "
      "WHERE uid LIKE 'run%'");
  EXPECT_EQ(store.id("s-1"), "run-10");
  EXPECT_EQ(store.id("m-3"), "run-1");
  EXPECT_EQ(store.id("c-3"), "run-1");
  store.refusal("=s-1", base::Errc::not_found);
}

TEST(ResolveTrace, ShortTextsAreWrongUse) {
  Store store;
  store.refusal("run", base::Errc::bad_usage);
  store.refusal("", base::Errc::bad_usage);
  store.refusal("%%%%%%", base::Errc::not_found);
}

}  // namespace
}  // namespace trace::store
