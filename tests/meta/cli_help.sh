#!/usr/bin/env bash
# Help fits the screen, survives a closed pipe, and reports a full disk; so does --version.
set -u
failed=0
fail() { echo "$1"; failed=1; }
for tool in trace-record trace-query trace-export trace-prune stats-aggregate log-sanitize; do
  set -o pipefail
  "$TRACE_BIN/$tool" --help | head -1 >/dev/null
  rc=${PIPESTATUS[0]}
  [ "$rc" = 0 ] || [ "$rc" = 141 ] || fail "$tool --help | head -1: exit $rc"
  "$TRACE_BIN/$tool" --help >/dev/null || fail "$tool --help: exit $?"
  lines=$("$TRACE_BIN/$tool" -h | wc -l)
  [ "$lines" -le 24 ] || fail "$tool -h: $lines lines"
  "$TRACE_BIN/$tool" --version | grep -qE '^SQLite 3\.' || fail "$tool --version does not name SQLite"
  "$TRACE_BIN/$tool" --help >/dev/full 2>/dev/null
  rc=$?
  [ "$rc" = 74 ] || fail "$tool --help >/dev/full: exit $rc instead of 74"
  "$TRACE_BIN/$tool" --help >&- 2>/dev/null
  rc=$?
  [ "$rc" = 74 ] || fail "$tool --help with stdout closed: exit $rc instead of 74"
  exec 3> >(exec true)
  wait $!
  (trap '' PIPE; "$TRACE_BIN/$tool" --help >&3)
  rc=$?
  exec 3>&-
  [ "$rc" = 141 ] || fail "$tool into a closed pipe, SIGPIPE ignored by the parent: exit $rc instead of 141"
done
for verb in list show events requests job follow status sql; do
  lines=$("$TRACE_BIN/trace-query" $verb -h | wc -l)
  [ "$lines" -le 24 ] || fail "trace-query $verb -h: $lines lines"
done
exit $failed
