#!/usr/bin/env bash
# R3: three recorders of one store, each killed at a random moment, again and again: whatever one of them had
# acknowledged is there, nothing is there twice, no trace has a gap. KILLS is the number of kills (30).
# shellcheck disable=SC1091,SC2015,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r03
command -v sqlite3 >/dev/null || skip 'no sqlite3 shell'
rounds=$(((${KILLS:-30} + 2) / 3))
declare -A acked
endless() { awk -v t="$1" 'BEGIN { for (i = 1; ; i++) printf "{\"kind\":\"event\",\"trace\":\"%s\",\"type\":\"step\",\"payload\":{\"n\":%d}}\n", t, i }'; }
for ((round = 0; round < rounds; round++)); do
  pids=()
  for writer in 1 2 3; do
    trace-record --format native --batch $((RANDOM % 200 + 5)) --ack batch < <(endless "k$round-$writer" 2>/dev/null) \
      >/dev/null 2>"$root/ack$writer" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    sleep "0.0$((RANDOM % 90 + 10))"  # the random moment
    kill -KILL "$pid"
  done
  wait 2>/dev/null
  for writer in 1 2 3; do acked[k$round-$writer]=$(acked_lines "$root/ack$writer"); done
done
trace-query list --count >/dev/null 2>"$root/err" || fail "trace-query: exit $?"
[ "$(sql 'PRAGMA integrity_check')" = ok ] || fail 'integrity_check'
total=0 lost=0 torn=0 doubled=0
for trace in "${!acked[@]}"; do
  IFS='|' read -r rows different highest < <(stored "$trace")
  total=$((total + acked[$trace]))
  [ "${highest:-0}" -ge "${acked[$trace]}" ] || lost=$((lost + acked[$trace] - ${highest:-0}))
  [ "$different" = "${highest:-0}" ] || torn=$((torn + 1))
  doubled=$((doubled + rows - different))
done
[ $total -gt 0 ] || fail 'nothing was acknowledged before the kills'
[ $lost = 0 ] && [ $torn = 0 ] && [ $doubled = 0 ] || fail "$lost lost, $torn traces with a gap, $doubled doubled of $total"
report R3 'SIGKILL of three recorders of one store' ${#acked[@]} $lost $torn $doubled
exit $failed
