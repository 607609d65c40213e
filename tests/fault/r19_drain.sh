#!/usr/bin/env bash
# R19: TERM or INT while the queue is full and the disk is slow, or the store is held: the recorder ends within
# 30 s, every line that it had read is in the store or the spool.
# shellcheck disable=SC1091,SC2015,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r19
runs=${DRAINS:-2}
worst=0 lost=0 doubled=0
fill() { seq -f "{\"kind\":\"event\",\"trace\":\"$1\",\"type\":\"step\",\"payload\":{\"n\":%.0f}}" 1 400000; }
drain() {  # drain TRACE SIGNAL COMMAND…
  local trace=$1 signal=$2 began took acked recorder pid
  shift 2
  rm -f "$root/pipe"; mkfifo "$root/pipe"
  "$@" trace-record --format native --ack batch --spool-dir "$root/spool" <"$root/pipe" >/dev/null 2>"$root/err" &
  recorder=$!
  (trap '' PIPE; fill "$trace" >"$root/pipe" 2>/dev/null) &
  within 20 grep -q '"ack"' "$root/err" || fail "$trace: nothing was acknowledged"
  pid=$(pgrep -P $recorder -x trace-record || echo $recorder)
  began=$(now_ms)
  kill -"$signal" "$pid"
  wait $recorder
  took=$(($(now_ms) - began))
  echo "$trace took $took ms"
  [ $took -gt $worst ] && worst=$took
  [ $took -le 31000 ] || fail "$trace: $took ms to end"
  wait
  acked=$(($(acked_lines "$root/err") - 1))  # the last one may have been cut in the middle
  trace-record replay --spool-dir "$root/spool" >/dev/null 2>&1
  IFS='|' read -r rows different highest < <(stored "$trace")
  [ "$different" -ge "$acked" ] || { fail "$trace: $acked acknowledged, $different stored"; lost=$((lost + acked - different)); }
  [ "$different" = "$highest" ] || fail "$trace: a gap"
  doubled=$((doubled + rows - different))
}
if has_strace; then
  for ((i = 0; i < runs; i++)); do
    drain "s$i" "$([ $((i % 2)) = 0 ] && echo TERM || echo INT)" \
      env --default-signal=INT strace -f -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:delay_exit=300000
  done
else
  echo 'not tried: a slow disk (no strace here)'
  runs=0
fi
# The store is held by a writer that has stopped, and the recorder would rather wait than spool.
exec 9>>"$TRACE_DB.lock"
trace-record --format native <<<'{"kind":"trace","id":"first"}' >/dev/null
flock 9
mkfifo "$root/blocked"
trace-record --format native --overflow block --spool-dir "$root/spool" <"$root/blocked" >/dev/null 2>"$root/err" 9>&- &
recorder=$!
(trap '' PIPE; fill b >"$root/blocked" 2>/dev/null) 9>&- &
within 10 grep -q 'locked' "$root/err" || fail 'the lock was not noticed'
began=$(now_ms)
kill -TERM $recorder
wait $recorder
code=$?
took=$(($(now_ms) - began))
[ $took -le 31000 ] || fail "blocked: $took ms to end"
[ $code = 143 ] || fail "blocked: exit $code, not 143"
flock -u 9
trace-record replay --spool-dir "$root/spool" >/dev/null 2>&1 || fail "replay: exit $?"
IFS='|' read -r rows different highest < <(stored b)
[ "$rows" -gt 0 ] && [ "$rows" = "$different" ] && [ "$different" = "$highest" ] || fail "blocked: $rows stored, $different different, up to $highest"
echo "the longest took $worst ms, the blocked one $took ms"
report R19 'TERM or INT with a full queue and a slow or held store' $((runs + 1)) $lost 0 $doubled
exit $failed
