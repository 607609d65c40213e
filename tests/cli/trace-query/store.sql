INSERT INTO meta(k, v) VALUES ('db_uuid', 'fixture'), ('next_id', 100);
INSERT INTO dict(id, kind, name) VALUES (1, 4, 'cli'), (2, 4, 'plan_decompose'), (3, 2, 'model-a'), (4, 2, 'model-b'),
  (5, 1, 'assistant'), (6, 1, 'text'), (7, 1, 'step'), (8, 11, 'rate_limited'), (9, 12, 'box'), (10, 13, '/home/u/p'), (11, 7, 'tok-1');
INSERT INTO traces(id, uid, parent, title, source, session, status, ending, at, created_at, started_at, ended_at, duration_ms,
  error_code, error_message, model, cwd, host, metadata, params, event_count, error_count, last_seq) VALUES
  (1, '01930000-aaaa-7000-8000-00000000a001', NULL, 'Fix the login bug', 1, 's1', 2, 2, 1763600400000000, 1763600400000000,
    1763600400000000, 1763600462500000, 62500, NULL, NULL, 3, 10, 9, '{"team":"core"}', NULL, 3, 1, 3),
  (2, '01930000-aaaa-7000-8000-00000000a002', '01930000-aaaa-7000-8000-00000000a001', 'Look around', 1, 's1', 3, 2,
    1763600410000000, 1763600410000000, 1763600410000000, 1763600411000000, 1000, 8, '429 Too Many Requests', 4, 10, 9, NULL, NULL, 0, 0, 0),
  (3, '01930000-bbbb-7000-8000-00000000b003', NULL, '=cmd() plan', 2, NULL, 2, 2, 1763604000000000, 1763604000000000,
    1763604000000000, 1763604005000000, 5000, NULL, NULL, NULL, NULL, NULL, NULL, '{"depth":2}', 1, 0, 1);
INSERT INTO events(id, trace, seq, at, type, level, flags, uid, h, payload, off, len) VALUES
  (1, 1, 1, 1763600401000000, 5, 1, 0, x'00000000000000000000000000000001', 0,
    '{"type":"assistant","message":{"content":[{"type":"text","text":"Looking at 日志"},{"type":"tool_use","name":"Bash","input":{"command":"ls"}}]}}', NULL, NULL),
  (2, 1, 2, 1763600403500000, 6, 3, 64, x'00000000000000000000000000000002', 0, 'plain ' || char(27) || '[31mtext', NULL, NULL),
  (3, 1, 3, 1763600460000000, 7, 1, 32, x'00000000000000000000000000000003', 0,
    '{"kind":"event","trace":"x","type":"step","message":"Done","payload":{"n":1}}', 69, 7),
  (4, 3, 1, 1763604001000000, 7, 1, 32, x'00000000000000000000000000000004', 0,
    '{"kind":"event","trace":"y","type":"step","message":"Splitting"}', NULL, NULL);
INSERT INTO requests(id, uid, trace, at, duration_ms, ttft_ms, token, model, input_tokens, cache_read_tokens, output_tokens, cost_nusd, cost_source, status, status_code) VALUES
  (1, 'msg_1', 1, 1763600402000000, 1500, 300, 11, 3, 100, 1000, 20, 1500000, 1, 0, 200),
  (2, 'msg_2', 1, 1763600405000000, 2500, NULL, 11, 3, 50, NULL, 5, NULL, 0, 0, 200),
  (3, 'msg_3', 2, 1763600411000000, 90, NULL, NULL, 4, NULL, NULL, NULL, NULL, 0, 2, 429);
INSERT INTO contents(request, at, system_prompt, messages, prompt, completion) VALUES (1, 1763600402000000, 'Be brief', '[]', 'What is 日志?', 'A log.');
INSERT INTO pruned(uid, at, reason, events) VALUES ('01920000-cccc-7000-8000-00000000c004', 1763000000000000, 'older than 30d', 12);
