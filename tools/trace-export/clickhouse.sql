-- Tables and views for ClickHouse (18.16 and newer) that take what
--   trace-export --ship NAME -o flat --sink 'sh clickhouse-sink.sh'
-- sends. Load it once: clickhouse-client --multiquery < clickhouse.sql
-- Rows come at least once and changes as revisions: ReplacingMergeTree keeps the greatest revision of a row, and
-- the views read FINAL, so every row counts once at any time. What is deleted in the store is gone from the views (the
-- tables ..._rows have it, marked); with --kinds trace,event,request,content deletions are not shipped. Columns have the names of the record format and of
-- the views in the store's schema.sql. Times are text (RFC 3339, UTC); at_us: microseconds since the epoch.

CREATE DATABASE IF NOT EXISTS trace;

-- What arrives: any kind of record. Nothing is kept here.
CREATE TABLE IF NOT EXISTS trace.shipped (
  store String, revision UInt64, kind String, extra Nullable(String),
  id String, trace Nullable(String), request String, seq Int64, uid String, at String, type String, level String,
  message Nullable(String), payload Nullable(String), payload_base64 Nullable(String),
  title Nullable(String), source Nullable(String), source_ref Nullable(String), target_task_id Nullable(Int64),
  created_at Nullable(String), parent Nullable(String), session_id Nullable(String), message_id Nullable(String),
  client_message_id Nullable(String), actor Nullable(String), mode Nullable(String), trace_level Nullable(String),
  status Nullable(String), started_at Nullable(String), ended_at Nullable(String), duration_ms Nullable(Int64),
  error_code Nullable(String), error_message Nullable(String), retryable Nullable(UInt8), model Nullable(String),
  cwd Nullable(String), host Nullable(String), params Nullable(String), stats Nullable(String),
  result Nullable(String), metadata Nullable(String), switch_source Nullable(String),
  token_id Nullable(String), account_id Nullable(String), user Nullable(String), provider Nullable(String),
  stream Nullable(UInt8), requested_at String, responded_at Nullable(String), ttft_ms Nullable(Int64),
  input_tokens Nullable(Int64), cache_read_tokens Nullable(Int64), cache_write_tokens Nullable(Int64),
  cache_write_1h_tokens Nullable(Int64), output_tokens Nullable(Int64), reasoning_tokens Nullable(Int64),
  cost_usd Nullable(Float64), cost_source Nullable(String), status_code Nullable(Int64),
  request_bytes Nullable(Int64), response_bytes Nullable(Int64), conversation_id Nullable(String),
  system_prompt Nullable(String), messages Nullable(String), prompt Nullable(String), completion Nullable(String),
  event_count Nullable(Int64), error_count Nullable(Int64), deleted String
) ENGINE = Null;

CREATE TABLE IF NOT EXISTS trace.trace_rows (
  store String, revision UInt64, id String, title Nullable(String), source Nullable(String),
  source_ref Nullable(String), target_task_id Nullable(Int64), created_at Nullable(String), parent Nullable(String),
  session_id Nullable(String), message_id Nullable(String), client_message_id Nullable(String),
  actor Nullable(String), mode Nullable(String), trace_level Nullable(String), status Nullable(String),
  started_at Nullable(String), ended_at Nullable(String), duration_ms Nullable(Int64), error_code Nullable(String),
  error_message Nullable(String), retryable Nullable(UInt8), model Nullable(String), cwd Nullable(String),
  host Nullable(String), params Nullable(String), stats Nullable(String), result Nullable(String),
  metadata Nullable(String), switch_source Nullable(String), extra Nullable(String),
  event_count Nullable(Int64), error_count Nullable(Int64), is_deleted UInt8
) ENGINE = ReplacingMergeTree(revision) ORDER BY (store, id);

CREATE TABLE IF NOT EXISTS trace.event_rows (
  store String, revision UInt64, trace String, seq Int64, uid String, at String, type String, level String,
  message Nullable(String), payload Nullable(String), payload_base64 Nullable(String), extra Nullable(String),
  at_us Int64, is_deleted UInt8
) ENGINE = ReplacingMergeTree(revision) ORDER BY (store, trace, seq, uid);

CREATE TABLE IF NOT EXISTS trace.request_rows (
  store String, revision UInt64, id String, trace Nullable(String), token_id Nullable(String),
  account_id Nullable(String), user Nullable(String), mode Nullable(String), model Nullable(String),
  provider Nullable(String), stream Nullable(UInt8), requested_at String, responded_at Nullable(String),
  duration_ms Nullable(Int64), ttft_ms Nullable(Int64), input_tokens Nullable(Int64),
  cache_read_tokens Nullable(Int64), cache_write_tokens Nullable(Int64), cache_write_1h_tokens Nullable(Int64),
  output_tokens Nullable(Int64), reasoning_tokens Nullable(Int64), cost_usd Nullable(Float64),
  cost_source Nullable(String), status Nullable(String), status_code Nullable(Int64),
  error_message Nullable(String), request_bytes Nullable(Int64), response_bytes Nullable(Int64),
  conversation_id Nullable(String), extra Nullable(String), d Date, at_us Int64, is_deleted UInt8
) ENGINE = ReplacingMergeTree(revision) ORDER BY (store, id);

CREATE TABLE IF NOT EXISTS trace.content_rows (
  store String, revision UInt64, request String, system_prompt Nullable(String), messages Nullable(String),
  prompt Nullable(String), completion Nullable(String), is_deleted UInt8
) ENGINE = ReplacingMergeTree(revision) ORDER BY (store, request);

CREATE MATERIALIZED VIEW IF NOT EXISTS trace.take_traces TO trace.trace_rows AS
  SELECT store, revision, id, title, source, source_ref, target_task_id, created_at, parent, session_id, message_id,
    client_message_id, actor, mode, trace_level, status, started_at, ended_at, duration_ms, error_code,
    error_message, retryable, model, cwd, host, params, stats, result, metadata, switch_source, extra,
    event_count, error_count, toUInt8(kind = 'deletion') AS is_deleted
  FROM trace.shipped WHERE kind = 'trace' OR deleted = 'trace';

CREATE MATERIALIZED VIEW IF NOT EXISTS trace.take_events TO trace.event_rows AS
  SELECT store, revision, ifNull(trace, '') AS trace, seq, uid, at, type, level, message, payload, payload_base64,
    extra, toInt64(toUInt32(parseDateTimeBestEffortOrZero(concat(substring(at, 1, 19), 'Z')))) * 1000000
      + toInt64OrZero(substring(at, 21, 6)) AS at_us, toUInt8(kind = 'deletion') AS is_deleted
  FROM trace.shipped WHERE kind = 'event' OR deleted = 'event';

CREATE MATERIALIZED VIEW IF NOT EXISTS trace.take_requests TO trace.request_rows AS
  SELECT store, revision, id, trace, token_id, account_id, user, mode, model, provider, stream, requested_at,
    responded_at, duration_ms, ttft_ms, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
    output_tokens, reasoning_tokens, cost_usd, cost_source, status, status_code, error_message, request_bytes,
    response_bytes, conversation_id, extra, toDateOrZero(substring(requested_at, 1, 10)) AS d,
    toInt64(toUInt32(parseDateTimeBestEffortOrZero(concat(substring(requested_at, 1, 19), 'Z')))) * 1000000
      + toInt64OrZero(substring(requested_at, 21, 6)) AS at_us, toUInt8(kind = 'deletion') AS is_deleted
  FROM trace.shipped WHERE kind = 'request' OR deleted = 'request';

CREATE MATERIALIZED VIEW IF NOT EXISTS trace.take_contents TO trace.content_rows AS
  SELECT store, revision, request, system_prompt, messages, prompt, completion,
    toUInt8(kind = 'deletion') AS is_deleted
  FROM trace.shipped WHERE kind = 'content' OR deleted = 'content';

-- The record format, every row once, without those that are gone. Events go with their trace, contents with their
-- request.
CREATE VIEW IF NOT EXISTS trace.traces AS SELECT * FROM trace.trace_rows FINAL WHERE is_deleted = 0;

CREATE VIEW IF NOT EXISTS trace.events AS SELECT * FROM trace.event_rows FINAL
  WHERE is_deleted = 0 AND (store, trace) NOT IN (SELECT store, id FROM trace.trace_rows FINAL WHERE is_deleted = 1);

CREATE VIEW IF NOT EXISTS trace.requests AS SELECT * FROM trace.request_rows FINAL WHERE is_deleted = 0;

CREATE VIEW IF NOT EXISTS trace.contents AS SELECT * FROM trace.content_rows FINAL
  WHERE is_deleted = 0 AND (store, request) NOT IN (SELECT store, id FROM trace.request_rows FINAL WHERE is_deleted = 1);

-- The views of the store.
CREATE VIEW IF NOT EXISTS trace.task_traces AS
  SELECT id, session_id AS sessionId, session_id, message_id AS messageId, message_id,
    client_message_id AS clientMessageId, client_message_id, actor,
    if(t.status IN ('queued', 'running', 'success', 'timeout', 'canceled'), t.status, 'error') AS status,
    trace_level AS traceLevel, trace_level, metadata, started_at AS startedAt, started_at, ended_at AS endedAt, ended_at,
    duration_ms AS durationMs, duration_ms, title, source, switch_source,
    event_count, if(t.status = 'abandoned', 'abandoned', t.error_code) AS error_code, error_message
  FROM trace.traces AS t;

CREATE VIEW IF NOT EXISTS trace.task_trace_events AS
  SELECT uid AS id, trace AS traceId, trace AS trace_id, seq, type AS eventType, type AS event_type, level,
    ifNull(payload, message) AS payload, at AS timestamp
  FROM trace.events;

CREATE VIEW IF NOT EXISTS trace.request_logs AS
  SELECT id, ifNull(r.token_id, '') AS token_id, r.token_id AS api_key_id, account_id, user AS user_name, user AS user_id,
    ifNull(r.mode, 'api') AS mode, model, provider, ifNull(r.stream, 0) AS stream, requested_at AS request_at,
    requested_at AS timestamp, requested_at AS created_at, ifNull(responded_at, requested_at) AS updated_at,
    responded_at AS response_at, duration_ms, ttft_ms,
    ifNull(input_tokens, 0) + ifNull(cache_read_tokens, 0) + ifNull(cache_write_tokens, 0) AS prompt_tokens,
    ifNull(output_tokens, 0) AS completion_tokens, prompt_tokens + completion_tokens AS total_tokens, status_code,
    if(r.status = 'success', 1, 0) AS success, status, error_message, request_bytes AS request_size,
    response_bytes AS response_size, conversation_id, trace AS trace_id
  FROM trace.requests AS r;

CREATE VIEW IF NOT EXISTS trace.usage_stats_daily AS
  SELECT d AS stat_date, ifNull(r.token_id, '') AS token_id, ifNull(r.account_id, '') AS account_id,
    ifNull(r.mode, '') AS mode, model, count() AS request_count, countIf(status = 'success') AS success_count,
    countIf(status IN ('error', 'quota_exceeded')) AS error_count,
    sum(ifNull(input_tokens, 0) + ifNull(cache_read_tokens, 0) + ifNull(cache_write_tokens, 0)) AS total_prompt_tokens,
    sum(ifNull(output_tokens, 0)) AS total_completion_tokens,
    total_prompt_tokens + total_completion_tokens AS total_tokens,
    toInt64(avg(duration_ms)) AS avg_duration_ms, toInt64(avg(ttft_ms)) AS avg_ttft_ms
  FROM trace.requests AS r GROUP BY stat_date, token_id, account_id, mode, model;

CREATE VIEW IF NOT EXISTS trace.conversation_contents AS
  SELECT if(r.conversation_id = '', c.request, r.conversation_id) AS id, c.request AS request_log_id,
    r.token_id AS token_id, c.system_prompt AS system_prompt, ifNull(c.messages, '[]') AS messages_json,
    ifNull(c.prompt, '') AS prompt, ifNull(c.completion, '') AS completion, r.created_at AS created_at
  FROM trace.contents AS c ALL LEFT JOIN
    (SELECT store, id AS request, ifNull(conversation_id, '') AS conversation_id, ifNull(token_id, '') AS token_id,
       requested_at AS created_at FROM trace.requests) AS r USING store, request;
