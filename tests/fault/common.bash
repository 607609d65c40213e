# shellcheck shell=bash disable=SC2034,SC2317
# What the fault tests have in common; sourced, not run. `begin NAME [PROGRAM…]` makes a place of its own, or skips the
# test when a program is missing; SEED makes its choices the same again.
set -u
src=${TRACE_SRC:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
PATH=${TRACE_BIN:-$src/build}:$PATH
failed=0
skip() { echo "skipped: $*"; exit 77; }
fail() { echo "$name: $*"; failed=1; }

begin() {
  name=$1
  shift
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || skip "no $program"
  done
  RANDOM=${SEED:-$$}
  root=$(mktemp -d)
  trap 'finish_up; rm -rf "$root"' EXIT
  export TRACE_DB=$root/trace.db XDG_STATE_HOME=$root/state XDG_CONFIG_HOME=$root/config XDG_RUNTIME_DIR=$root/run
  mkdir -p "$root/run"
  export TRACE_LANG=en
  unset TRACE_ID TRACEPARENT TRACE_CONFIG TRACE_SPOOL_DIR
}
finish_up() { :; }
# The store is on a disk of its own of that size, $root/disk: small_disk SIZE
small_disk() {
  [ "$(id -u)" = 0 ] || skip 'needs root for a small tmpfs'
  mkdir "$root/disk"
  mount -t tmpfs -o "size=$1" tmpfs "$root/disk" 2>/dev/null || skip 'no tmpfs may be mounted here'
  finish_up() { umount "$root/disk"; }
  export TRACE_DB=$root/disk/trace.db
}

# within SECONDS COMMAND…: wait until it succeeds; fails when it does not in time.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.02
  done
}
now_ms() { date +%s%3N; }
sql() { sqlite3 -readonly -cmd '.timeout 5000' "$TRACE_DB" "$1"; }
# Lines of one trace, numbered: lines TRACE FROM TO
lines() {
  seq -f "{\"kind\":\"event\",\"trace\":\"$1\",\"type\":\"step\",\"payload\":{\"n\":%.0f,\"text\":\"some bytes that are carried along\"}}" "$2" "$3"
}
# The numbers of a trace's events that are stored: how many, how many different, highest.
stored() {
  sql "WITH m AS (SELECT CAST(json_extract(payload, '\$.n') AS INTEGER) AS n FROM task_trace_events
       WHERE trace_id = '$1' AND event_type = 'step') SELECT count(*), count(DISTINCT n), max(n) FROM m"
}
# Every line of a trace is stored once: whole TRACE COUNT
whole() {
  [ "$(stored "$1")" = "$2|$2|$2" ] || { fail "$1: $(stored "$1") stored (all, different, highest), not $2"; return 1; }
}
# expect WHAT IS SHOULD
expect() { [ "$2" = "$3" ] || fail "$1: $2, not $3"; }
acked_lines() { grep -o '"lines":[0-9]*' "$1" | tail -1 | grep -o '[0-9]*$' || echo 0; }
# report ROW FAULT RUNS LOST TORN DOUBLED: a line of the reliability table, collected by tests/fault/matrix.
report() { echo "row|$1|$2|$3|$4|$5|$6"; }
has_strace() { command -v strace >/dev/null && strace -qq -e trace=none true 2>/dev/null; }
