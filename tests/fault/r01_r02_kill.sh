#!/usr/bin/env bash
# R1, R2: SIGKILL at a random moment, again and again, on one store. Whatever was acknowledged is there, nothing is
# there twice, the file is whole, and no trace stays `running`. KILLS is the number per durability (20).
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r01_r02 sqlite3
kills=${KILLS:-20}

# Lines of one trace: its opening, then events numbered from 1, without end.
lines() {
  printf '{"kind":"trace","id":"%s","status":"running"}\n' "$1"
  awk -v t="$1" 'BEGIN { for (i = 1; ; i++)
    printf "{\"kind\":\"event\",\"trace\":\"%s\",\"type\":\"step\",\"payload\":{\"n\":%d,\"text\":\"some bytes that are carried along\"}}\n", t, i }'
}

declare -A acked
midway=0
for durability in full normal; do
  for i in $(seq "$kills"); do
    trace=$durability-$i
    trace-record --format native --durability $durability --batch $((RANDOM % 300 + 10)) --ack batch \
      < <(lines "$trace" 2>/dev/null) >/dev/null 2>"$root/ack" &
    recorder=$!
    # Every other one is killed after it acknowledged something, however slow the machine is.
    [ $((i % 2)) = 0 ] || within 10 grep -q lines "$root/ack"
    sleep "0.$(printf '%03d' $((RANDOM % 76 + 4)))"
    kill -KILL $recorder
    wait $recorder 2>/dev/null
    n=$(grep -o '"lines":[0-9]*}*[^"]*$\|"lines":[0-9]*' "$root/ack" | grep -o '[0-9]\+' | tail -1)
    acked[$trace]=${n:-0}
    [ "${n:-0}" -gt 1 ] && midway=$((midway + 1))
  done
done
[ $midway -gt $((kills / 4)) ] || fail "only $midway of $((2 * kills)) recorders had acknowledged anything when they were killed"

# The next tool that opens the store replays what waits and ends what died.
trace-query list --count >"$root/count" 2>"$root/err" || { fail "trace-query: exit $?"; cat "$root/err"; }
[ "$(sql 'PRAGMA integrity_check')" = ok ] || fail 'integrity_check'
[ "$(sql 'SELECT count(*) FROM traces WHERE status IN (0, 1)')" = 0 ] || fail 'a trace is still running'

# Per trace: how many events, how many different ones, and the number up to which none is missing.
sql "WITH m AS (SELECT trace_id, CAST(json_extract(payload, '\$.n') AS INTEGER) AS n FROM task_trace_events
       WHERE event_type = 'step')
     SELECT trace_id, count(*), count(DISTINCT n), max(n) FROM m GROUP BY 1" >"$root/rows" || fail 'the store does not answer'
declare -A last
torn=0 doubled=0
while IFS='|' read -r trace rows different highest; do
  [ "$rows" = "$different" ] || { fail "$trace: $rows events, $different different ones"; doubled=$((doubled + rows - different)); }
  [ "$different" = "$highest" ] || { fail "$trace: $different events, but the last one is number $highest"; torn=$((torn + 1)); }
  last[$trace]=$highest
done <"$root/rows"
declare -A lost=([full]=0 [normal]=0)
total=0
for trace in "${!acked[@]}"; do
  durability=${trace%%-*}
  events=$((acked[$trace] > 0 ? acked[$trace] - 1 : 0))  # the first line opens the trace
  total=$((total + events))
  [ "${last[$trace]:-0}" -ge "$events" ] || { fail "$trace: $events acknowledged, ${last[$trace]:-0} stored"; lost[$durability]=$((lost[$durability] + 1)); }
done
echo "$((2 * kills)) kills, $midway after an acknowledgement, $total events acknowledged, $((lost[full] + lost[normal])) traces with a loss"
echo "row|R1|SIGKILL at a random moment, durability full|$kills|${lost[full]}|$torn|$doubled"
echo "row|R2|SIGKILL at a random moment, durability normal|$kills|${lost[normal]}|$torn|$doubled"
exit $failed
