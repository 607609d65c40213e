#!/usr/bin/env bash
# A place that cannot be a store: a text file, a folder, a folder that may not be written. What passes
# through passes, what was read waits in the spool or the exit says otherwise, and the message names the place.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin store
unset TRACE_DB
chmod 755 "$root"
finish_up() { chmod -R u+w "$root"; }
mkdir -m 777 "$root/state" "$root/config"
chmod 777 "$root/run"
input=$src/tests/fixtures/demo.jsonl

refused() {  # refused PLACE: by the recorder, which passes everything on, and by a reader
  local place=$1 code
  timeout 60 "${as[@]}" trace-record --db "$place" --spool-dir "$root/run/spool" --tee <"$input" >"$root/tee" 2>"$root/err"
  code=$?
  case $code in 73 | 74 | 75 | 77 | 78) ;; *) fail "trace-record --db ${place##*/}: exit $code" ;; esac
  grep -q "^trace-record: .*${place##*/}" "$root/err" || { fail "trace-record --db ${place##*/}: the message does not name it"; cat "$root/err"; }
  cmp -s "$input" "$root/tee" || fail "trace-record --db ${place##*/}: what passes through is not whole"
  timeout 60 "${as[@]}" trace-query --db "$place" list >"$root/out" 2>"$root/err"
  code=$?
  case $code in 66 | 74 | 77) ;; *) fail "trace-query --db ${place##*/}: exit $code" ;; esac
  grep -q "^trace-query: .*${place##*/}" "$root/err" || fail "trace-query --db ${place##*/}: the message does not name it"
}

as=()
echo 'Dear diary, this is not a database, but it is long enough to look like a page of one.' >"$root/diary.txt"
cp "$root/diary.txt" "$root/before"
refused "$root/diary.txt"
cmp -s "$root/diary.txt" "$root/before" || fail 'the text file was written to'

mkdir "$root/folder"
refused "$root/folder"

mkdir "$root/closed"
chmod 555 "$root/closed"
if [ "$(id -u)" != 0 ]; then
  refused "$root/closed/trace.db"
elif command -v setpriv >/dev/null && chmod 666 "$root"/{tee,err,out} && [ -x "$(command -v trace-record)" ] &&
  setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$(command -v trace-record)"; then
  as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  refused "$root/closed/trace.db"
else
  echo 'not tried: a folder that may not be written (no way to be somebody else than root here)'
fi

# No store at all: a reader says so and makes none.
trace-query --db "$root/nowhere.db" list >/dev/null 2>"$root/err"
code=$?
[ $code = 66 ] || fail "no store: exit $code, not 66"
[ ! -e "$root/nowhere.db" ] || fail 'a reader made a store'

# What waited is loaded as soon as there can be a store in its place.
rm "$root/diary.txt"
trace-record replay --db "$root/diary.txt" --spool-dir "$root/run/spool" 2>"$root/err" || { fail "replay: exit $?"; cat "$root/err"; }
[ "$(trace-query --db "$root/diary.txt" list --count)" = 1 ] || fail 'what waited is not in the store'

# Only the file was copied, to a folder that may not be written: the reason says what to do.
mkdir "$root/copy"
cp "$root/diary.txt" "$root/copy/x.db"
chmod 444 "$root/copy/x.db"
chmod 555 "$root/copy"
if [ "$(id -u)" != 0 ] || [ ${#as[@]} -gt 0 ]; then
  refused "$root/copy/x.db"
  grep -q 'copy it to another folder' "$root/err" || fail "a copy of the file alone: $(head -n 1 "$root/err")"
fi
exit $failed
