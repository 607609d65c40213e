#include "store/schema.h"

#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace trace::store {
namespace {

base::Errc code_of(const auto& body) {
  try {
    body();
  } catch (const base::Failure& failure) {
    return failure.code();
  }
  return base::Errc::internal;
}

TEST(Schema, ANewStoreIsPrivateAndOfThisVersion) {
  const support::TempDir dir;
  auto db = open_for_writing(dir / "a/b/t.db", Durability::full);
  EXPECT_EQ(version_of(db), schema_version());
  struct stat st {};
  stat((dir / "a/b/t.db").c_str(), &st);
  EXPECT_EQ(st.st_mode & 07777U, 0600U);
  stat((dir / "a/b").c_str(), &st);
  EXPECT_EQ(st.st_mode & 07777U, 0700U);
}

TEST(Schema, TheLastWriterEmptiesTheLogWhenItCloses) {
  const support::TempDir dir;
  {
    auto db = open_for_writing(dir / "t.db", Durability::normal);
    db.exec("INSERT INTO meta(k, v) VALUES ('x', 1)");
    EXPECT_GT(std::filesystem::file_size(dir / "t.db-wal"), 0U);
  }
  EXPECT_EQ(std::filesystem::file_size(dir / "t.db-wal"), 0U);
}

TEST(Schema, ANewerStoreIsRefusedByReaderAndWriter) {
  const support::TempDir dir;
  open_for_writing(dir / "t.db", Durability::full).exec("PRAGMA user_version=999");
  EXPECT_EQ(code_of([&] { open_for_writing(dir / "t.db", Durability::full); }),
            base::Errc::schema_too_new);
  EXPECT_EQ(code_of([&] { open_for_reading(dir / "t.db"); }), base::Errc::schema_too_new);
}

TEST(Schema, ATextFileAFolderAndForeignTablesAreNoStore) {
  const support::TempDir dir;
  std::ofstream(dir / "text.db") << std::string(5000, 'x');
  EXPECT_EQ(code_of([&] { open_for_writing(dir / "text.db", Durability::full); }),
            base::Errc::corrupt);
  EXPECT_EQ(code_of([&] { open_for_reading(dir.path()); }), base::Errc::corrupt);
  open_for_writing(dir / "x.db", Durability::full).exec("PRAGMA user_version=0");
  EXPECT_EQ(code_of([&] { open_for_writing(dir / "x.db", Durability::full); }),
            base::Errc::corrupt);
}

TEST(Schema, ASymbolicLinkIsNotFollowed) {
  const support::TempDir dir;
  open_for_writing(dir / "t.db", Durability::full);
  ASSERT_EQ(symlink((dir / "t.db").c_str(), (dir / "l.db").c_str()), 0);
  EXPECT_EQ(code_of([&] { open_for_writing(dir / "l.db", Durability::full); }),
            base::Errc::cannot_create);
}

TEST(Schema, AReaderCannotWrite) {
  const support::TempDir dir;
  auto keep = open_for_writing(dir / "t.db", Durability::full);
  auto db = open_for_reading(dir / "t.db");
  EXPECT_THROW(db.exec("DELETE FROM traces"), base::Failure);
}

TEST(Schema, EveryViewCanBeRead) {
  const support::TempDir dir;
  auto db = open_for_writing(dir / "t.db", Durability::full);
  for (const char* view : {"task_traces", "task_trace_events", "request_logs",
                           "conversation_contents", "usage_stats_daily", "decomposition_jobs",
                           "decomposition_job_logs", "agent_runs", "tokens"})
    EXPECT_NO_THROW(db.exec(std::string("SELECT * FROM ") + view)) << view;
}

// The statements of the documents that asked for these tables, as they are written there; what
// writes has no place here.
TEST(Schema, DocumentedStatementsRunOnTheViews) {
  const support::TempDir dir;
  auto db = open_for_writing(dir / "t.db", Durability::full);
  for (const char* sql :
       {"SELECT NULL, DATE(request_at) as stat_date, token_id, account_id, mode, model, COUNT(*) "
        "as request_count, "
        "SUM(CASE WHEN success = 1 THEN 1 ELSE 0 END) as success_count, SUM(CASE WHEN success = 0 "
        "THEN 1 ELSE 0 END) as "
        "error_count, SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), "
        "AVG(duration_ms), AVG(ttft_ms) "
        "FROM request_logs WHERE DATE(request_at) = '2026-11-20' GROUP BY token_id, account_id, "
        "mode, model",
        "SELECT id, prompt, completion, messages_json, system_prompt FROM conversation_contents "
        "WHERE is_compressed = 0 AND "
        "created_at < '2026-11-20' LIMIT 1000",
        "SELECT job_id, mode, target_task_id, status, error, params_json, stats_json, result_json, "
        "created_at, started_at, "
        "finished_at FROM decomposition_jobs",
        "SELECT id, job_id, timestamp, level, message, metadata_json FROM decomposition_job_logs "
        "ORDER BY id",
        "SELECT id, source, source_ref, session_id, status, started_at, finished_at, duration_ms, "
        "error_code, error_message, "
        "metadata FROM agent_runs ORDER BY started_at DESC",
        "SELECT sessionId, messageId, clientMessageId, actor, status, traceLevel, metadata, "
        "startedAt, endedAt, durationMs "
        "FROM task_traces",
        "SELECT traceId, seq, eventType, payload, timestamp FROM task_trace_events ORDER BY seq",
        "SELECT enable_conversation_logging, total_requests, total_tokens_used FROM tokens"})
    EXPECT_NO_THROW(db.exec(sql)) << sql;
}

}  // namespace
}  // namespace trace::store
