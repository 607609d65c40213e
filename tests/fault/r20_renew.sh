#!/usr/bin/env bash
# R20: SIGUSR2 again and again while lines come: none is lost, none is there twice. The configuration is read
# again: new rules hold, rejects go to the new file, and a configuration that is wrong changes nothing.
# shellcheck disable=SC1091,SC2009,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin r20
signals=${RENEWALS:-100}
count=${LINES:-200000}

lines t 1 "$count" >"$root/input"
mkfifo "$root/pipe"
trace-record --format native --batch 500 <"$root/pipe" >/dev/null 2>"$root/err" &
recorder=$!
exec 3>"$root/pipe"
echo '{"kind":"trace","id":"t","status":"running"}' >&3
within 10 trace-query show =t >/dev/null || fail 'the recorder did not start'
pv_lines=$((count / signals))
sent=0
for ((i = 0; i < signals; i++)); do
  sed -n "$((i * pv_lines + 1)),$(((i + 1) * pv_lines))p;$(((i + 1) * pv_lines))q" "$root/input" >&3
  kill -USR2 $recorder || { fail 'the recorder ended'; break; }
  sent=$((sent + 1))
done
tail -n +$((signals * pv_lines + 1)) "$root/input" >&3
exec 3>&-
wait $recorder
code=$?
[ $code = 0 ] || { fail "exit $code"; head -n 3 "$root/err"; }
whole t "$count"
report R20 'SIGUSR2 while lines come' "$sent" $((count - $(stored t | cut -d'|' -f2))) 0 $(($(stored t | cut -d'|' -f1) - $(stored t | cut -d'|' -f2)))

# The configuration.
mkdir -p "$root/config/trace"
config=$root/config/trace/config.toml
printf '[trace-record]\nrejects = "%s"\nmetrics = "%s"\n' "$root/first" "$root/metrics" >"$config"
mkfifo "$root/again"
trace-record --format native --ack batch <"$root/again" >/dev/null 2>"$root/err" &
recorder=$!
exec 3>"$root/again"
echo 'not one' >&3
within 10 grep -q 'not one' "$root/first" || fail 'the first line that was not understood went elsewhere'
printf '[trace-record]\nrejects = "%s"\nmetrics = "%s"\nmax-payload = 8\n' "$root/second" "$root/metrics2" >"$config"
mv "$root/first" "$root/rotated"
kill -USR2 $recorder
within 10 test -e "$root/metrics2" || fail 'the metrics did not move'
echo 'not two' >&3
within 10 grep -q 'not two' "$root/second" || fail 'the rejects did not move'
echo 'no = such = line' >"$config"
kill -USR2 $recorder
within 10 grep -q 'stays as it was' "$root/err" || fail 'a wrong configuration was not refused aloud'
echo 'not three' >&3
within 10 grep -q 'not three' "$root/second" || fail 'a wrong configuration changed something'
exec 3>&-
wait $recorder
code=$?
[ $code = 65 ] || fail "exit $code, not 65"
exit $failed
