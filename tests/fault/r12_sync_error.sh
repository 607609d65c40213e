#!/usr/bin/env bash
# R12: every sync from the n-th on fails: nothing is acknowledged that the disk does not hold, what comes goes
# to a spool on another disk or is counted as lost, and the store opens clean afterwards.
# shellcheck disable=SC1091,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r12
has_strace || skip 'strace cannot be used here'
lines t 1 2000 >"$root/input"
runs=0 lost=0 doubled=0
for first in 1 2 4 8; do
  trace=t$first
  sed "s/\"trace\":\"t\"/\"trace\":\"$trace\"/" "$root/input" >"$root/now"
  # Syncs of the store fail; those of the spool, which are the recorder's own, do not: it is told by its path.
  strace -f -qq -o /dev/null -P "$TRACE_DB" -P "$TRACE_DB-wal" -e trace=fdatasync,fsync -e "inject=fdatasync,fsync:error=EIO:when=$first+" \
    trace-record --format native --batch 200 --ack batch --spool-dir "$root/spool" <"$root/now" >/dev/null 2>"$root/err"
  code=$?
  case $code in 0 | 75) ;; *) fail "sync $first fails: exit $code"; head -n 3 "$root/err" ;; esac
  acked=$(acked_lines "$root/err")
  trace-record replay --spool-dir "$root/spool" >/dev/null 2>&1 || fail "replay: exit $?"
  IFS='|' read -r rows different _ < <(stored $trace)
  runs=$((runs + 1)) doubled=$((doubled + rows - different))
  [ "$different" -ge "$acked" ] || lost=$((lost + acked - different))
  whole $trace 2000
done
[ "$(sql 'PRAGMA integrity_check')" = ok ] || fail 'integrity_check'
report R12 'every sync of the store from the n-th on fails (EIO)' $runs $lost 0 $doubled
exit $failed
