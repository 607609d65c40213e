#!/usr/bin/env bash
# On a terminal the child of `run` has terminals of the same size, hears a key of the terminal once, and a
# child that ignores TERM is killed.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin run_terminal script
cd "$root" || exit 1
export HOME=$root
on_terminal() { script -qec "$1" /dev/null | tr -d '\r'; }

cat >look <<'X'
[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo terminals
[ "$(stty size <&2)" = "$(stty size)" ] && echo 'same size'
X
said=$(on_terminal 'trace-record run -- sh look' </dev/null)
[ "$said" = $'terminals\nsame size' ] || fail "on a terminal: $said"
said=$(trace-record run -- sh -c '[ -t 1 ] || echo none' </dev/null)
[ "$said" = none ] || fail "without a terminal: $said"
stored=$(trace-query events last~1 --fields message -o tsv | tail -n +2 | sort | tr '\n' ' ')
[ "$stored" = 'same size terminals ' ] || fail "stored: $stored"

cat >count <<'X'
trap 'n=$((n + 1))' INT
n=0; echo >up
i=0; while [ "$i" -lt 10 ]; do sleep 0.05; i=$((i + 1)); done
echo "heard $n"
X
said=$({ while [ ! -f up ]; do sleep 0.02; done; printf '\003'; while [ ! -f over ]; do sleep 0.02; done; } |
  { on_terminal 'trace-record run -- bash count'; : >"$root/over"; })
case $said in *'heard 1'*) ;; *) fail "a key: $said" ;; esac

case $(on_terminal 'trace-record start --trace' </dev/null) in
  *'the whole task is recorded'*) ;;
  *) fail 'no hint that all is recorded' ;;
esac

trace-record run --timeout 50ms -- bash -c 'trap "" TERM; while :; do sleep 0.05; done'
[ $? = 124 ] || fail 'a child that ignores TERM'
exit $failed
