#!/usr/bin/env bash
# R10: the disk is full before the store is opened, so that not even its shared memory can grow: a clean
# message, no crash, and what was read waits elsewhere.
# shellcheck disable=SC1091,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r10
small_disk 2m
lines t 1 50 >"$root/input"
trace-record --format native <"$root/input" >/dev/null || fail "an empty disk: exit $?"
rm -f "$root/disk/trace.db-shm"
dd if=/dev/zero of="$root/disk/fill" bs=4k 2>/dev/null
lines t 51 100 >"$root/more"
trace-record --format native --tee --spool-dir "$root/spool" <"$root/more" >"$root/tee" 2>"$root/err"
code=$?
[ $code = 75 ] || { fail "a full disk: exit $code, not 75"; head -n 3 "$root/err"; }
cmp -s "$root/more" "$root/tee" || fail 'what passes through is not whole'
trace-query list >/dev/null 2>"$root/err"
code=$?
[ $code -lt 126 ] || fail "a reader ended by a signal: exit $code"
rm "$root/disk/fill"
trace-record replay --spool-dir "$root/spool" 2>"$root/err" || fail "replay: exit $?"
whole t 100
report R10 'the disk is full when the store is opened' 1 $((100 - $(stored t | cut -d'|' -f2))) 0 0
exit $failed
