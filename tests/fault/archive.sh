#!/usr/bin/env bash
# Months go into archives and come back beside a recorder, and who moves them is killed again and again. At any moment
# the readers show every trace once, in the same order, with the same bytes and the same sums; nothing of the recorder
# is lost. KILLS is the number of kills (8), TRACES how many traces there are (120).
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin archive sqlite3 cmp
kills=${KILLS:-8}
traces=${TRACES:-120}
export SOURCE_DATE_EPOCH=1782864000
months=$root/months
lost=0 doubled=0

lines() {  # every fourth trace is a child of the one before
  awk -v traces="$traces" 'BEGIN { for (i = 0; i < traces; i++) { at = 1767225600 + i * 100000; id = "trace-" i
    printf "{\"kind\":\"trace\",\"id\":\"%s\",%s\"started_at\":%d}\n", id, i % 4 == 3 ? "\"parent\":\"trace-" i - 1 "\"," : "", at
    for (n = 1; n <= 40; n++) printf "{\"kind\":\"event\",\"trace\":\"%s\",\"seq\":%d,\"at\":%d,\"type\":\"step\",\"payload\":{\"n\":%d,\"text\":\"%0200d\"}}\n", id, n, at + n, n, i
    printf "{\"kind\":\"request\",\"id\":\"r-%d\",\"trace\":\"%s\",\"model\":\"m%d\",\"requested_at\":%d,\"input_tokens\":%d,\"duration_ms\":%d,\"cost_usd\":0.5,\"status\":\"success\"}\n", i, id, i % 3, at, i, i * 7
    printf "{\"kind\":\"content\",\"request\":\"r-%d\",\"prompt\":\"%0100d\"}\n", i, i
    printf "{\"kind\":\"trace\",\"id\":\"%s\",\"status\":\"success\",\"ended_at\":%d}\n", id, at + 60 } }'
}
look() {  # look NAME: what readers say of the traces that are there from the start
  trace-export --until 2026-07-01 -o jsonl >"$root/$1.export" &&
    trace-query list --children --all --until 2026-07-01 -o jsonl >"$root/$1.list" &&
    stats-aggregate by day,model --until 2026-07-01 -o csv --fields day,model,request_count,input_tokens,cost_usd >"$root/$1.stats"
}
same() {
  look now 2>"$root/err" || { fail "$1: a reader failed"; cat "$root/err"; }
  local shown there
  shown=$(wc -l <"$root/now.list")
  there=$(sort -u "$root/now.list" | wc -l)
  doubled=$((doubled + shown - there))
  lost=$((lost + traces - there))
  for part in export list stats; do cmp "$root/before.$part" "$root/now.$part" || fail "$1: $part differs"; done
}
work() {  # one way, then the other
  if [ $((RANDOM % 3)) = 0 ]; then
    for month in "$months"/*.db; do [ ! -e "$month" ] || trace-prune --unarchive "$month" --apply --yes -q; done
  else
    trace-prune --older-than 60d --archive "$months" --apply --yes -q
  fi
}

lines >"$root/lines"
trace-record --format native --content full --durability normal <"$root/lines" >/dev/null || fail "trace-record: exit $?"
stats-aggregate --refresh
look before || fail 'the store cannot be read'
[ "$(wc -l <"$root/before.list")" = "$traces" ] || fail 'not every trace is there from the start'
mkfifo "$root/live" "$root/acks"
env -u SOURCE_DATE_EPOCH trace-record --format native --batch 1 --ack line --ack-fd 5 <"$root/live" 5>"$root/acks" >/dev/null 2>"$root/recorder" &
recorder=$!
exec 3>"$root/live" 4<"$root/acks"
sent=0 running=0
line() {
  printf '{"kind":"event","trace":"live","type":"step","payload":{"n":%d}}\n' "$((++sent))" >&3
  read -r -t 30 _ <&4 || fail 'no acknowledgement'
}
line
for ((i = 0; i < kills; i++)); do
  work >/dev/null 2>&1 3>&- 4<&- &
  worker=$!
  for ((n = RANDOM % 60; n >= 0; n--)); do line; done
  kill -STOP $worker 2>/dev/null
  pkill -KILL -P $worker 2>/dev/null && running=$((running + 1))
  kill -KILL $worker 2>/dev/null
  wait $worker 2>/dev/null
  same "kill $i"
done
[ $running -gt $((kills / 4)) ] || fail "only $running of $kills were at work when they were killed"
exec 3>&-
wait $recorder || { fail "the recorder: exit $?"; cat "$root/recorder"; }
[ "$(sqlite3 -readonly "$TRACE_DB" 'SELECT count(*) FROM events e JOIN traces t ON t.id = e.trace WHERE t.uid = "live"')" = $sent ] || fail 'a line of the recorder is lost'

trace-prune --older-than 60d --archive "$months" --apply --yes -q >/dev/null || fail "the last run: exit $?"
same 'moved'
trace-query verify >"$root/damage" 2>"$root/err" || { fail verify; cat "$root/damage" "$root/err"; }
left=$(sqlite3 -readonly "$TRACE_DB" "SELECT count(*) FROM traces WHERE at < 1775001600000000")
[ "$left" = 0 ] || fail "$left traces of whole months are still in the store"
[ "$(sqlite3 -readonly "$TRACE_DB" "SELECT count(*) FROM meta WHERE k GLOB 'archive_both:*' OR k GLOB 'pruning:*'")" = 0 ] || fail 'something is noted as under way'
trace-record --format native --content full <"$root/lines" >/dev/null || fail 'the same lines again'
same 'the same lines again'
echo "row|R27|SIGKILL while months go into archives and come back|$kills|$lost|0|$doubled"
exit $failed
