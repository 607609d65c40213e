#!/usr/bin/env bash
# R13: no locks (as on NFS), a folder that is read-only, a file that may not be opened: what comes is in the
# spool within a second, exit 75, no hang.
# shellcheck disable=SC1091,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r13
trace-record --format native </dev/null >/dev/null; echo '{"kind":"trace","id":"first"}' | trace-record --format native >/dev/null
runs=0 limit=3000
spools() {  # spools WHAT COMMAND…: the recorder under COMMAND spools everything within a second (and its start)
  local what=$1 began code took
  shift
  lines "t$runs" 1 100 >"$root/input"
  began=$(now_ms)
  "$@" trace-record --format native --ack batch --spool-dir "$root/spool" <"$root/input" >/dev/null 2>"$root/err"
  code=$?
  took=$(($(now_ms) - began))
  runs=$((runs + 1))
  [ $code = 75 ] || { fail "$what: exit $code, not 75"; head -n 3 "$root/err"; }
  grep -q '"dst":"spool"' "$root/err" || fail "$what: not acknowledged from the spool"
  # A lock is waited for, at the start and at the end; nothing else is. A busy machine gets some more.
  [ $took -lt $limit ] || fail "$what: took $took ms"
}
if has_strace; then
  spools 'flock fails' strace -f -qq -o /dev/null -P "$TRACE_DB.lock" -e trace=flock -e inject=flock:error=ENOLCK
  limit=12000
  spools 'locks of SQLite fail' strace -f -qq -o /dev/null -P "$TRACE_DB" -P "$TRACE_DB-shm" -e trace=fcntl -e inject=fcntl:error=ENOLCK
  limit=3000
  spools 'access is denied' strace -f -qq -o /dev/null -P "$TRACE_DB" -e trace=openat -e inject=openat:error=EACCES
  spools 'a read-only disk' strace -f -qq -o /dev/null -P "$TRACE_DB" -P "$TRACE_DB-wal" -e trace=openat,pwrite64 -e inject=openat,pwrite64:error=EROFS
else
  echo 'not tried: ENOLCK, EACCES and EROFS of single files (no strace here)'
fi
if [ "$(id -u)" != 0 ]; then
  chmod 500 "$root"; chmod 400 "$TRACE_DB"
  spools 'a folder that may not be written' env
  chmod 700 "$root"; chmod 600 "$TRACE_DB"
fi
[ $runs -gt 0 ] || skip 'neither strace nor an ordinary user is here'
trace-record replay --spool-dir "$root/spool" 2>/dev/null || fail "replay: exit $?"
rows=$(for ((i = 0; i < runs; i++)); do trace-query events =t$i --all -o jsonl; done | wc -l)
[ "$rows" = $((100 * runs)) ] || fail "$rows of $((100 * runs)) lines are stored"
report R13 'no locks, no access, a read-only disk' $runs $((100 * runs - rows)) 0 0
exit $failed
