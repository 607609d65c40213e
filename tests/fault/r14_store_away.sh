#!/usr/bin/env bash
# R14: the store is removed, or another file takes its place, while a recorder has it open: no line that comes
# after that is acknowledged before it is safe in a store or spool that can be found.
# shellcheck disable=SC1091,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r14
away() {  # away HOW COMMAND…: COMMAND takes the store away
  local how=$1 after rows different
  shift
  rm -rf "$root"/trace.db* "$root/spool"
  rm -f "$root/pipe"; mkfifo "$root/pipe"
  trace-record --format native --ack batch --spool-dir "$root/spool" <"$root/pipe" >/dev/null 2>"$root/err" &
  local recorder=$!
  exec 3>"$root/pipe"
  lines t 1 50 >&3
  within 10 grep -q '"lines":50,' "$root/err" || fail "$how: the first lines were not acknowledged"
  "$@"
  lines t 51 100 >&3
  within 10 grep -q '"lines":100,' "$root/err" || fail "$how: the others were not acknowledged"
  exec 3>&-
  wait $recorder
  local code=$?
  case $code in 0 | 75) ;; *) fail "$how: exit $code" ;; esac
  trace-record replay --spool-dir "$root/spool" 2>/dev/null
  IFS='|' read -r rows different _ < <(stored t)
  # Those of the first half are gone with the file that was taken away; none of the second half is.
  after=$(sql "SELECT count(DISTINCT CAST(json_extract(payload, '\$.n') AS INTEGER)) FROM task_trace_events WHERE event_type = 'step' AND CAST(json_extract(payload, '\$.n') AS INTEGER) > 50")
  [ "$after" = 50 ] || fail "$how: $after of 50 lines that came afterwards are stored"
  lost=$((lost + 50 - after)) doubled=$((doubled + rows - different))
}
lost=0 doubled=0
replace() { sqlite3 "$root/other.db" 'CREATE TABLE t(x)'; mv "$root/other.db" "$TRACE_DB"; }
put_empty() { mv "$TRACE_DB" "$root/kept.db"; : >"$TRACE_DB"; chmod 600 "$TRACE_DB"; }
away 'the store is removed' rm -f "$TRACE_DB"
away 'store, log and index are removed' rm -f "$TRACE_DB" "$TRACE_DB-wal" "$TRACE_DB-shm"
away 'the store is renamed' mv "$TRACE_DB" "$root/renamed.db"
away 'an empty file takes its place' put_empty
report R14 'the store is removed, renamed or replaced' 4 $lost 0 $doubled
exit $failed
