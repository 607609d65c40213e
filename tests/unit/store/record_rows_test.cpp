#include "support/store_rows.h"

#include "store/request_rows.h"
#include "store/trace_rows.h"

#include <gtest/gtest.h>

#include <array>

namespace trace::store {
namespace {

using support::StoreRows;
using Words = std::vector<std::string>;

TEST(TraceRows, TracesComeInOrderOfStartAndThenOfId) {
  StoreRows store;
  store.trace(1, "c", 20);
  store.trace(2, "b", 10);
  store.trace(3, "a", 20);
  Dictionary names(store.db);
  TraceRows rows(store.db, names);
  Words all, some;
  rows.all([&](const TraceRow& row) { all.push_back(row.record.id); });
  rows.some(rows.sorted(std::array<std::int64_t, 4>{1, 99, 3, 1}),
            [&](const TraceRow& row) { some.push_back(row.record.id); });
  EXPECT_EQ(all, (Words{"b", "a", "c"}));
  EXPECT_EQ(some, (Words{"a", "c"}));
}

TEST(TraceRows, WhatOneTraceSaysIsNotLeftInTheNext) {
  StoreRows store;
  store.trace(1, "a", 10, 3);
  store.trace(2, "b", 20);
  store.db.exec(
      "UPDATE traces SET title='x', error_code=8, ended_at=5, duration_ms=1, retryable=0, "
      "params='{}' WHERE id = 1");
  Dictionary names(store.db);
  std::vector<model::TraceChange> records;
  TraceRows(store.db, names).all([&](const TraceRow& row) { records.push_back(row.record); });
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].error_code, "exit_1");
  EXPECT_EQ(records[0].retryable, false);
  EXPECT_EQ(records[0].status, model::RunStatus::error);
  EXPECT_EQ(records[1].title + records[1].error_code + records[1].params, "");
  EXPECT_FALSE(records[1].ended_at || records[1].duration_ms || records[1].retryable);
}

TEST(RequestRows, RequestsOfATraceAndThoseOfNoneAreApart) {
  StoreRows store;
  store.trace(1, "t1", 10);
  store.db.exec(
      "INSERT INTO requests(id, uid, trace, at, model, input_tokens) VALUES (1,'r2',1,5,3,NULL),"
      "(2,'r1',1,5,4,0),(3,'loose',NULL,1,3,7);"
      "INSERT INTO contents(request, at, prompt) VALUES (1,5,'p1'),(3,1,'p3')");
  Dictionary names(store.db);
  RequestRows rows(store.db, names);
  Words seen;
  const auto note = [&](const model::Request& r) {
    seen.push_back(r.trace + "/" + r.id + "/" + r.model + "/" +
                   (r.tokens.input ? std::to_string(*r.tokens.input) : "unknown"));
  };
  rows.each(1, "t1", note);
  rows.each(std::nullopt, "", note);
  EXPECT_EQ(seen, (Words{"t1/r1/m2/0", "t1/r2/m1/unknown", "/loose/m1/7"}));
  Words said;
  const auto hear = [&](const model::Content& c) { said.push_back(c.request + ":" + c.prompt); };
  rows.each_content(1, hear);
  rows.each_content(std::nullopt, hear);
  EXPECT_EQ(said, (Words{"r2:p1", "loose:p3"}));
}

}  // namespace
}  // namespace trace::store
