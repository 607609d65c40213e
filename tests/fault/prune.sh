#!/usr/bin/env bash
# Three traces in ten are deleted beside a recorder whose every line is committed at once, and the prune is
# killed again and again. The recorder loses nothing, no trace is ever half there, and in the end the store
# says what one says that never had them. KILLS is the number of kills (20), TRACES how many there are (300).
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin prune sqlite3
kills=${KILLS:-20} traces=${TRACES:-300}

lines() {  # lines FIRST: every tenth of 1, 2, 3 is of the source `old`; from FIRST = 1 all, from 2 without those
  awk -v traces="$traces" -v all="$1" 'BEGIN {
    for (i = 1; i <= traces; i++) {
      old = i % 10 >= 1 && i % 10 <= 3
      if (old && !all) continue
      printf "{\"kind\":\"trace\",\"id\":\"trace-%d\",\"source\":\"%s\",\"started_at\":%d}\n", i, old ? "old" : "new", 1700000000 + i
      for (n = 1; n <= 150; n++)
        printf "{\"kind\":\"event\",\"trace\":\"trace-%d\",\"seq\":%d,\"at\":%d,\"type\":\"step\",\"payload\":{\"n\":%d,\"text\":\"%0300d\"}}\n", i, n, 1700000000 + i, n, i
      printf "{\"kind\":\"request\",\"id\":\"request-%d\",\"trace\":\"trace-%d\",\"model\":\"m\",\"requested_at\":%d,\"input_tokens\":%d,\"status\":\"success\"}\n", i, i, 1700000000 + i, i
      printf "{\"kind\":\"content\",\"request\":\"request-%d\",\"prompt\":\"%0200d\"}\n", i, i
      printf "{\"kind\":\"trace\",\"id\":\"trace-%d\",\"status\":\"success\",\"ended_at\":%d}\n", i, 1700000100 + i
    }
  }'
}

lines 1 | trace-record --format native --content full --durability normal >/dev/null || fail "trace-record: exit $?"
stats-aggregate --refresh || fail "stats-aggregate: exit $?"

# One line, one acknowledgement: what a recorder waits for, in microseconds.
mkfifo "$root/lines" "$root/acks"
trace-record --format native --batch 1 --ack line --ack-fd 5 <"$root/lines" 5>"$root/acks" >/dev/null 2>"$root/err" &
recorder=$!
exec 3>"$root/lines" 4<"$root/acks"
sent=0
worst=0
line() {
  local from=${EPOCHREALTIME/./} waited
  printf '{"kind":"event","trace":"live","type":"step","payload":{"n":%d}}\n' "$((++sent))" >&3
  read -r -t 30 _ <&4 || fail 'no acknowledgement'
  waited=$((${EPOCHREALTIME/./} - from))
  [ $waited -le $worst ] || worst=$waited
}
for _ in $(seq 200); do line; done
alone=$worst
worst=0

whole='SELECT count(*) FROM traces t WHERE t.uid <> "live" AND (t.event_count <> 150 OR
  (SELECT count(*) FROM events e WHERE e.trace = t.id AND e.seq IS NOT NULL) <> 150 OR
  (SELECT count(*) FROM requests r JOIN contents c ON c.request = r.id WHERE r.trace = t.id) <> 1)'
running=0
for ((i = 0; i <= kills; i++)); do
  trace-prune --source old --apply --yes -q >/dev/null 2>>"$root/pruned" &
  prune=$!
  if [ $i -lt "$kills" ]; then
    end=$((${EPOCHREALTIME/./} + (RANDOM % 60 + 5) * 1000))
    while [ "${EPOCHREALTIME/./}" -lt $end ]; do line; done
    kill -KILL $prune 2>/dev/null && running=$((running + 1))
  else
    while kill -0 $prune 2>/dev/null; do line; done
  fi
  wait $prune 2>/dev/null
  code=$?
  [ $code = 0 ] || [ $code = 137 ] || fail "trace-prune: exit $code"
  [ "$(sql "$whole")" = 0 ] || fail 'a trace is half there'
done
[ $running -gt $((kills / 4)) ] || fail "only $running of $kills prunes were at work when they were killed"

exec 3>&-
wait $recorder || { fail "the recorder: exit $?"; cat "$root/err"; }
[ "$(sql 'SELECT count(*) FROM events e JOIN traces t ON t.id = e.trace WHERE t.uid = "live"')" = $sent ] || fail 'a line of the recorder is lost'
echo "worst of $sent commits: $((alone / 1000)) ms alone, $((worst / 1000)) ms beside the prune"

[ "$(sql 'PRAGMA integrity_check')" = ok ] || fail 'integrity_check'
[ "$(sql 'SELECT count(*) FROM traces t JOIN dict s ON s.id = t.source WHERE s.name = "old"')" = 0 ] || fail 'a trace is left'
[ "$(sql 'SELECT count(*) FROM pruned')" = $((traces * 3 / 10)) ] || fail 'a receipt is missing'
for rows in 'events WHERE trace <> 0 AND trace NOT IN (SELECT id FROM traces)' \
  'requests WHERE trace NOT IN (SELECT id FROM traces)' 'contents WHERE request NOT IN (SELECT id FROM requests)' \
  "meta WHERE k GLOB 'pruning:*'"; do
  [ "$(sql "SELECT count(*) FROM $rows")" = 0 ] || fail "left behind: ${rows%% *}"
done
stats-aggregate --audit >"$root/audit" || { fail 'the sums are not those of the rows'; cat "$root/audit"; }

lines 0 | trace-record --db "$root/other.db" --format native --content full --durability normal >/dev/null
for db in trace other; do
  trace-export --db "$root/$db.db" --source new -o jsonl | sed 's/"uid":"[^"]*",//' >"$root/$db.jsonl"
  stats-aggregate --db "$root/$db.db" by day,model -o jsonl >"$root/$db.stats"
done
[ -s "$root/other.jsonl" ] || fail 'the other store says nothing'
cmp "$root/trace.jsonl" "$root/other.jsonl" || fail 'what is left differs from a store that never had the rest'
cmp "$root/trace.stats" "$root/other.stats" || fail 'the sums differ from those of a store that never had the rest'
exit $failed
