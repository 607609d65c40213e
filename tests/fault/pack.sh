#!/usr/bin/env bash
# SIGKILL while content is packed, again and again, with a recorder beside it; what is exported does not change, nothing
# waits in a spool, and in the end all is packed and nothing is kept that no row needs. KILLS (20).
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin pack sqlite3
kills=${KILLS:-20}

# Traces of many sizes with a long text that comes in each, contents, and a line in pieces.
awk 'BEGIN {
  srand(7)
  for (i = 0; i < 400; i++) words = words " word" int(rand() * 900)
  for (t = 1; t <= 60; t++) {
    printf "{\"kind\":\"trace\",\"id\":\"t%d\",\"status\":\"running\",\"started_at\":\"2026-01-01T00:00:00Z\"}\n", t
    for (i = 1; i <= t * 12; i++) {
      text = ""
      for (w = 0; w < 60; w++) text = text " term" int(rand() * 3000)
      printf "{\"kind\":\"event\",\"trace\":\"t%d\",\"type\":\"step\",\"payload\":{\"n\":%d,\"text\":\"%s\"%s}}\n", t, i, text, i % 9 ? "" : ",\"system\":\"" words "\""
    }
    printf "{\"kind\":\"request\",\"id\":\"r%d\",\"trace\":\"t%d\",\"model\":\"m\",\"requested_at\":\"2026-01-01T00:00:00Z\"}\n", t, t
    printf "{\"kind\":\"content\",\"request\":\"r%d\",\"system_prompt\":\"%s\",\"prompt\":\"and %d\",\"completion\":\"done\"}\n", t, words, t
    printf "{\"kind\":\"trace\",\"id\":\"t%d\",\"status\":\"success\",\"ended_at\":\"2026-01-02T00:00:00Z\"}\n", t
  }
  long = words
  for (i = 0; i < 10; i++) long = long long
  printf "{\"kind\":\"trace\",\"id\":\"long\",\"status\":\"success\",\"started_at\":\"2026-01-03T00:00:00Z\",\"ended_at\":\"2026-01-03T00:00:01Z\"}\n"
  printf "{\"kind\":\"event\",\"trace\":\"long\",\"type\":\"step\",\"payload\":{\"text\":\"%s\"}}\n", long
}' >"$root/in.jsonl"
trace-record --format native --content full <"$root/in.jsonl" >/dev/null 2>"$root/err" || { fail "trace-record: exit $?"; cat "$root/err"; }
[ "$(sql 'SELECT count(*) > 0 FROM chunks')" = 1 ] || fail 'no line is in pieces'
all() { trace-export -o raw --all && trace-export -o jsonl --all --until 2026-02-01; }
all >"$root/before" || fail 'the export before'

midway=0
for i in $(seq "$kills"); do
  trace-prune --compress-after 0s --apply -q 2>"$root/err" &
  packer=$!
  [ "$i" != 3 ] || trace-prune --compress-after 0s --apply -q || fail 'a second packer beside the first'
  sleep "0.0$(printf '%02d' $((RANDOM % 90 + 5)))"
  kill -KILL $packer 2>/dev/null
  wait $packer 2>/dev/null
  left=$(sql 'SELECT count(*) FROM events WHERE payload IS NOT NULL AND trace <> 0')
  [ "$left" = 0 ] || midway=$((midway + 1))
  all >"$root/after" 2>"$root/err" || fail "kill $i: the export: $(cat "$root/err")"
  cmp -s "$root/before" "$root/after" || fail "kill $i: the export differs"
  [ $failed = 0 ] || exit 1
  # Most of it is packed after some turns: begin again, so that kills meet all of the work.
  if [ "$left" = 0 ] && [ "$i" -lt "$kills" ]; then
    rm -f "$TRACE_DB"*
    trace-record --format native --content full <"$root/in.jsonl" >/dev/null 2>&1
    all >"$root/before"
  fi
done
[ $midway -gt 0 ] || fail 'no packer was killed midway'

# One that lives, with a recorder beside it.
for i in $(seq 3000); do echo "{\"kind\":\"event\",\"trace\":\"beside\",\"type\":\"step\",\"payload\":{\"n\":$i}}"; done |
  trace-record --format native --batch 20 2>"$root/err" &
recorder=$!
trace-prune --compress-after 0s --apply -q || fail "trace-prune: exit $?"
wait $recorder || fail "the recorder beside it: exit $?: $(cat "$root/err")"
[ "$(sql "SELECT event_count FROM traces WHERE uid = 'beside'")" = 3000 ] || fail 'the recorder lost events'
mapfile -t others < <(sql "SELECT uid FROM traces WHERE uid <> 'beside'")
cmp -s "$root/before" <(trace-export -o raw "${others[@]}" 2>/dev/null; trace-export -o jsonl --all --until 2026-02-01) || fail 'the export after all differs'
[ "$(sql 'PRAGMA integrity_check')" = ok ] || fail 'integrity_check'
[ "$(sql "SELECT count(*) FROM events e JOIN traces t ON t.id = e.trace WHERE e.payload IS NOT NULL AND t.uid <> 'beside'")" = 0 ] || fail 'something is not packed'
[ "$(sql "SELECT count(*) FROM block_uses u WHERE uses <> (SELECT count(*) FROM events WHERE block = u.block) +
  (SELECT count(*) FROM contents WHERE block = u.block) + (SELECT count(*) FROM chunks WHERE block = u.block) +
  (SELECT count(*) FROM block_pieces WHERE piece = u.block)")" = 0 ] || fail 'uses are counted wrong'
[ "$(sql 'SELECT count(*) FROM block_uses WHERE uses = 0')" = 0 ] || fail 'a block is kept that nobody needs'
echo "$kills kills, $midway midway; $(sql 'SELECT sum(size) FROM blocks') bytes in $(sql 'SELECT sum(length(data)) FROM blocks')"
exit $failed
