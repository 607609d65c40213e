INSERT INTO meta(k, v) VALUES ('db_uuid', 'fixture'), ('next_id', 100);
INSERT INTO dict(id, kind, name) VALUES (1, 4, 'cli'), (2, 2, 'model-a'), (3, 2, 'model-b'), (4, 3, 'vendor'), (5, 1, 'assistant'),
  (6, 1, 'tool_result'), (7, 1, 'text'), (8, 1, 'step'), (9, 6, 'Bash'), (10, 7, 'tok-1'), (11, 11, 'exit_1'), (12, 9, 'ann');
INSERT INTO traces(id, uid, title, source, session, status, ending, at, created_at, started_at, ended_at, duration_ms, error_code,
  error_message, params, event_count, error_count, last_seq) VALUES
  (1, '01930000-aaaa-7000-8000-00000000a001', 'Fix the build', 1, 's1', 3, 2, 1763607600000000, 1763607600000000, 1763607600000000,
    1763607665000000, 65000, 11, 'exit status 1', '{"n": 1.50}', 3, 1, 3),
  (2, '01930000-bbbb-7000-8000-00000000b002', 'Earlier', 1, NULL, 2, 2, 1763600000000000, 1763599999000000, 1763600000000000,
    1763600001000000, 1000, NULL, NULL, NULL, 2, 0, 2),
  (3, '01930000-cccc-7000-8000-00000000c003', 'Still at it', 1, NULL, 1, 0, 1763608000000000, 1763608000000000, 1763608000000000,
    NULL, NULL, NULL, NULL, NULL, 1, 0, 1);
INSERT INTO recorders(trace, boot_id, pid_ns, pid, pid_start, beat) VALUES (3, 'elsewhere', 1, 1, 1, 1763608000000000);
INSERT INTO inputs(id, uid, kind, trace, started_at, first_event, last_event, open_line, frames) VALUES
  (1, 'i1', 0, 1, 1763607600000000, 1, 4, 1, 4), (2, 'i2', 0, 2, 1763600000000000, 5, 6, 0, 3), (3, 'i3', 1, 3, 0, 7, 7, 0, 1);
INSERT INTO events(id, trace, seq, at, type, level, flags, uid, input, n, h, payload, off, len, tool, duration_ms) VALUES
  (1, 1, 1, 1763607600100000, 5, 1, 0, x'00000000000000000000000000000001', 1, 1, 0,
    CAST('{"type":"assistant","message":{"content":[{"type":"text","text":"Looking at 日志"}]}, "x": 1.0}' || char(13) AS BLOB), NULL, NULL, NULL, NULL),
  (2, 1, NULL, 1763607600100000, 7, 1, 0, x'00000000000000000000000000000002', 1, 2, 0, x'', NULL, NULL, NULL, NULL),
  (3, 1, 2, 1763607601300000, 6, 3, 0, x'00000000000000000000000000000003', 1, 3, 0,
    CAST('event: m' || char(10) || 'data: {"type":"tool_result","is_error":true,"content":"no such file"}' || char(10) AS BLOB), 15, 63, 9, 1200),
  (4, 1, 3, 1763607602000000, 7, 1, 64, x'00000000000000000000000000000004', 1, 4, 0, CAST('plain ' || char(27) || '[31mtext' AS BLOB), NULL, NULL, NULL, NULL),
  (5, 2, 1, 1763600000500000, 8, 1, 32, x'00000000000000000000000000000005', 2, 1, 0,
    CAST('{"z":[1, 2],"kind":"event","trace":"x","type":"step","message":"Done \u0041","payload":{"n":1},"a":null}' AS BLOB), 87, 7, NULL, NULL),
  (6, 2, 2, 1763600000700000, 7, 1, 64, x'00000000000000000000000000000006', 2, 2, 0, x'FF0041', NULL, NULL, NULL, NULL),
  (7, 3, 1, 1763608001000000, 7, 1, 70, x'00000000000000000000000000000007', 3, 1, 0, CAST('first ' AS BLOB), NULL, NULL, NULL, NULL);
UPDATE events SET full_len = 20 WHERE id = 7;
INSERT INTO chunks(input, n, i, data) VALUES (3, 1, 1, CAST('second' AS BLOB));
INSERT INTO repeats(input, n, count, of) VALUES (2, 3, 2, 3);
INSERT INTO requests(id, uid, trace, at, duration_ms, ttft_ms, token, user, model, provider, input_tokens, cache_read_tokens,
  output_tokens, cost_nusd, cost_source, status, status_code, metadata) VALUES
  (1, 'msg_1', 1, 1763607600200000, 1500, 300, 10, 12, 2, 4, 100, 1000, 20, 12345678, 1, 0, 200, '{"tier":"x"}'),
  (2, 'msg_2', 1, 1763607601500000, 2500, NULL, 10, NULL, 2, 4, 50, NULL, 5, 1000000, 2, 0, 200, NULL),
  (3, 'msg_3', 1, 1763607601600000, 90, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, NULL, 0, 2, 429, NULL),
  (4, 'msg_4', 2, 1763600000600000, 10, NULL, NULL, NULL, 3, NULL, 7, NULL, 0, NULL, 3, 0, NULL, NULL),
  (5, 'loose', NULL, 1763500000000000, NULL, NULL, 10, NULL, 3, NULL, 1, NULL, 1, NULL, 0, 3, NULL, NULL);
INSERT INTO contents(request, at, system_prompt, messages, prompt, completion) VALUES
  (1, 1763607600200000, 'Be brief', '[{"role":"user", "content":"hi"}]', 'What is 日志?', 'A log.');
