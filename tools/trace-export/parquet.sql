-- Views for DuckDB over what parquet-sink.sh has written in the current folder: every row once, in its last state.
--   duckdb -init parquet.sql
-- A kind of record that was never shipped has no files, and its view is refused.
-- columns of trace: id VARCHAR, title VARCHAR, source VARCHAR, source_ref VARCHAR, target_task_id BIGINT, created_at TIMESTAMPTZ, parent VARCHAR, session_id VARCHAR, message_id VARCHAR, client_message_id VARCHAR, actor VARCHAR, mode VARCHAR, trace_level VARCHAR, status VARCHAR, started_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, duration_ms BIGINT, error_code VARCHAR, error_message VARCHAR, retryable BOOLEAN, model VARCHAR, cwd VARCHAR, host VARCHAR, params VARCHAR, stats VARCHAR, result VARCHAR, metadata VARCHAR, switch_source VARCHAR
-- columns of event: trace VARCHAR, seq BIGINT, uid VARCHAR, at TIMESTAMPTZ, type VARCHAR, level VARCHAR, message VARCHAR, payload VARCHAR, payload_base64 VARCHAR
-- columns of request: id VARCHAR, trace VARCHAR, token_id VARCHAR, account_id VARCHAR, user VARCHAR, mode VARCHAR, model VARCHAR, provider VARCHAR, stream BOOLEAN, requested_at TIMESTAMPTZ, responded_at TIMESTAMPTZ, duration_ms BIGINT, ttft_ms BIGINT, input_tokens BIGINT, cache_read_tokens BIGINT, cache_write_tokens BIGINT, cache_write_1h_tokens BIGINT, output_tokens BIGINT, reasoning_tokens BIGINT, cost_usd DECIMAL(18,9), cost_source VARCHAR, status VARCHAR, status_code BIGINT, error_message VARCHAR, request_bytes BIGINT, response_bytes BIGINT, conversation_id VARCHAR
-- columns of content: request VARCHAR, system_prompt VARCHAR, messages VARCHAR, prompt VARCHAR, completion VARCHAR
CREATE OR REPLACE VIEW traces AS SELECT DISTINCT ON (store, id) * FROM read_parquet('trace/*.parquet')
  ORDER BY store, id, revision DESC;
CREATE OR REPLACE VIEW events AS SELECT DISTINCT ON (store, trace, seq, uid) * FROM read_parquet('event/*.parquet')
  ORDER BY store, trace, seq, uid, revision DESC;
CREATE OR REPLACE VIEW requests AS SELECT DISTINCT ON (store, id) * FROM read_parquet('request/*.parquet')
  ORDER BY store, id, revision DESC;
CREATE OR REPLACE VIEW contents AS SELECT DISTINCT ON (store, request) * FROM read_parquet('content/*.parquet')
  ORDER BY store, request, revision DESC;
