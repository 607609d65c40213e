#!/usr/bin/env bash
# As process 1 of a container: signals end it in good order, what lost its parent is reaped, and the status
# file tells every five seconds that it lives.
# shellcheck disable=SC1091,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin container
unshare --pid --fork --mount-proc true 2>/dev/null || skip 'no process namespace may be made here'

# The namespace's process 1 is the recorder: `unshare --fork` waits for it.
finish_up() { kill -KILL "${pid1:-}" 2>/dev/null; }
pid1_of() { pgrep -P "$1" | head -1; }

# TERM: the recorder ends with 143 and the trace is `canceled`.
mkfifo "$root/pipe"
unshare --pid --fork --mount-proc trace-record --format native <"$root/pipe" >"$root/out" 2>"$root/err" &
outer=$!
exec 3>"$root/pipe"
printf '{"kind":"trace","id":"t","status":"running"}\n{"kind":"event","trace":"t","type":"step","payload":{"n":1}}\n' >&3
within 10 trace-query show =t >/dev/null || fail 'nothing was recorded'
pid1=$(pid1_of $outer)
[ "$(awk '/^NSpid/ {print $NF}' "/proc/$pid1/status")" = 1 ] || fail 'the recorder is not process 1'
kill -TERM "$pid1"
exec 3>&-
within 10 test ! -e "/proc/$pid1" || fail 'TERM was not heard'
wait $outer
code=$?
[ $code = 143 ] || fail "TERM: exit $code"

# Orphans of the command become children of process 1, and are reaped.
orphans='for i in 1 2 3 4 5; do (sleep 0.1 & exec true) ; done; read line'
mkfifo "$root/hold"
unshare --pid --fork --mount-proc trace-record run --id r --status-file "$root/status" -- bash -c "$orphans" <"$root/hold" >/dev/null 2>"$root/err" &
outer=$!
exec 4>"$root/hold"
within 10 test -e "/proc/$outer/task/$outer/children" || fail 'no children file'
within 10 eval "pid1=\$(pid1_of $outer); [ -n \"\$pid1\" ]" || fail 'no process 1'
zombies() { ps -o stat= --ppid "$pid1" | grep -c '^Z'; }
orphaned() { ps -o comm= --ppid "$pid1" | grep -q sleep; }
alone() { [ "$(ps -o comm= --ppid "$pid1" | grep -c .)" = 1 ]; }
within 10 orphaned || [ "$(zombies)" -gt 0 ] || true  # they may be gone already
within 10 alone || fail "$(zombies) zombies are left"

# The heartbeat goes on while nothing is said.
within 15 test -s "$root/status" || fail 'no status file'
first=$(jq -r .heartbeat "$root/status")
beat() { [ "$(jq -r .heartbeat "$root/status")" != "$first" ]; }
within 8 beat || fail 'no heartbeat within 8 s'
echo >&4
exec 4>&-
wait $outer
code=$?
[ $code = 0 ] || { fail "the command: exit $code"; cat "$root/err"; }
[ "$(jq -r .state "$root/status")" = finished ] || fail 'the status file does not say that it finished'
exit $failed
