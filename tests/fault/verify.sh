#!/usr/bin/env bash
# Each fault is made for real, and `trace-query doctor` has to name it by its code; `verify` has to find FLIPS (60)
# single bits that were turned over, each one that changes what a table holds, and what is missing, shorter or changed
# against heads that were kept.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin verify sqlite3 perl
unset TRACE_DB SOURCE_DATE_EPOCH
mkdir -m 700 "$root/state" "$root/config"

# A store as recorders leave it: an agent's session, lines of text, a job, a long line, conversations, a rollup.
template=$root/template
mkdir -m 700 "$template"
export TRACE_DB=$template/t.db
trace-record --quiet <"$src/tests/fixtures/demo.jsonl" >/dev/null
printf 'one\n\ntwo\nlast' | trace-record --format text --id text >/dev/null
head -c 700000 /dev/zero | tr '\0' x | trace-record --format text --id long >/dev/null
trace-record start --id job --source plan_execute >/dev/null
trace-record log job --type step --payload '{"a":1}' hello
trace-record finish job --status error --error-code boom --error-message 'it went wrong'
printf '%s\n' '{"kind":"request","id":"r1","trace":"job","model":"m-unknown","input_tokens":5,"output_tokens":6,"requested_at":"2026-11-20T01:00:00Z"}' \
  '{"kind":"content","request":"r1","prompt":"hello","completion":"world"}' | trace-record --format native --content full >/dev/null
stats-aggregate --refresh --quiet >/dev/null 2>&1
sqlite3 "$TRACE_DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null

fresh() {  # fresh NAME: a copy of it with all that lies beside it, in $db
  rm -rf "${root:?}/$1"
  cp -a "$template" "$root/$1"
  db=$root/$1/t.db
}
verify() { trace-query verify --db "$db" "$@"; }

# --- nothing is wrong
fresh whole
verify >"$root/out" 2>"$root/err" || { fail 'a whole store is called damaged'; cat "$root/out"; }
[ -s "$root/out" ] && fail 'a whole store has findings'
grep -q 'all whole$' "$root/err" || fail "no summary: $(cat "$root/err")"
verify --heads "$root/heads" --quiet || fail 'heads cannot be written'
verify --against "$root/heads" --quiet || fail 'heads do not fit their own store'
trace-prune --db "$db" job --apply --yes --quiet >/dev/null 2>&1 || fail 'cannot prune'
verify --against "$root/heads" --quiet || fail 'a trace that was pruned is called missing'
printf 'more\n' | trace-record --db "$db" --format text --id text >/dev/null
verify --against "$root/heads" --quiet || fail 'a trace that grew is called changed'
trace-prune --db "$db" --max-events 3 --all --apply --yes --quiet >/dev/null 2>&1 ||
  trace-prune --db "$db" --max-events 3 --apply --yes --quiet >/dev/null 2>&1 || fail 'cannot trim'
verify --quiet >"$root/out" || { fail 'a trimmed store is called damaged'; cat "$root/out"; }

# A copy of some traces, and a store whose content was packed, are whole, too.
trace-export text -o db --to "$root/copy.db" --db "$db" --quiet >/dev/null 2>&1 || fail 'cannot copy'
trace-query verify --db "$root/copy.db" --quiet >"$root/out" || { fail 'a copy is called damaged'; cat "$root/out"; }
fresh packed
trace-prune --db "$db" --compress-after 1s --apply --yes --quiet >/dev/null 2>&1 || fail 'cannot pack'
verify --against "$root/heads" --quiet >"$root/out" || { fail 'a packed store is called damaged'; cat "$root/out"; }
printf 'hello' >"$root/leak"
trace-prune --db "$db" --scrub "$root/leak" --apply --yes --quiet >/dev/null 2>&1 || true
verify --against "$root/heads" --quiet >"$root/out" || { fail 'a scrubbed store is called damaged'; cat "$root/out"; }

# --- against heads: missing, shortened, changed
heads_say() {  # heads_say WHAT SQL: done behind the back of the tools
  fresh h
  sqlite3 "$db" "$2"
  verify --against "$root/heads" --quiet >"$root/out" && fail "$1: not found"
  grep -q "$1" "$root/out" || { fail "$1: not named"; cat "$root/out"; }
}
heads_say 'it is missing, and no receipt' "DELETE FROM events WHERE trace = (SELECT id FROM traces WHERE uid = 'job'); DELETE FROM traces WHERE uid = 'job'"
heads_say 'records are missing' "DELETE FROM events WHERE id = (SELECT max(id) FROM events WHERE trace = (SELECT id FROM traces WHERE uid = 'text'))"
sed 's/"head":"[0-9a-f]\{4\}/"head":"0000/' "$root/heads" >"$root/other"
fresh h
verify --against "$root/other" --quiet >"$root/out" && fail 'other heads fit'
grep -q 'not what it was when its head was saved' "$root/out" || { fail 'a changed trace is not named'; cat "$root/out"; }
sed 's/"links":[0-9]*/"links":99999/' "$root/heads" >"$root/longer"
verify --against "$root/longer" --quiet >"$root/out"
grep -q 'shorter than when its head was saved' "$root/out" || { fail 'a shortened trace is not named'; cat "$root/out"; }

# --- the first bad record is named
fresh bad
sqlite3 "$db" "UPDATE events SET payload = 'x' WHERE trace = (SELECT id FROM traces WHERE uid = 'text') AND seq >= 2"
verify -o jsonl --quiet >"$root/out" && fail 'changed bytes are not found'
grep -q '"check":"chain","trace":"text","seq":2,' "$root/out" || { fail 'the first bad record is not named'; cat "$root/out"; }
[ "$(grep -c '"trace":"text"' "$root/out")" = 1 ] || fail 'a trace has more than one first bad record'
verify text --quiet >/dev/null && fail 'one trace: not found'
verify job --quiet >/dev/null || fail 'one trace: another one is called damaged'

# --- single bits
dump() { sqlite3 "$1" .dump 2>&1 | grep -a '^INSERT\|rror'; }  # rows; not the text of views and triggers
fresh flip
trace-prune --db "$db" --compress-after 0s --apply --yes --quiet >/dev/null 2>&1 || fail 'cannot pack'
sqlite3 "$db" 'PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp "$db" "$root/packed.db"
dump "$db" >"$root/right"
size=$(stat -c %s "$db")
flips=${FLIPS:-60} altered=0 found=0
perl -e "srand(${SEED:-7}); printf \"%d %d\n\", int(rand($size)), int(rand(8)) for 1..$flips" >"$root/flips"
while read -r at bit; do
  rm -f "$db"-wal "$db"-shm
  cp "$root/packed.db" "$db"
  perl -e 'open my $f, "+<:raw", $ARGV[0] or die; seek $f, $ARGV[1], 0; read $f, my $c, 1; seek $f, $ARGV[1], 0; print $f chr(ord($c) ^ (1 << $ARGV[2]))' "$db" "$at" "$bit"
  dump "$db" >"$root/now"
  cmp -s "$root/right" "$root/now" && continue
  altered=$((altered + 1))
  timeout 60 trace-query verify --db "$db" --quiet >"$root/out" 2>"$root/err" && { fail "bit $bit of byte $at: not found"; diff "$root/right" "$root/now" | cut -c1-200 | head -4; continue; }
  found=$((found + 1))
done <"$root/flips"
echo "bits: $flips turned over, $altered changed what a table holds, $found of them found"
report R16 "one bit of a store is flipped, packed content in it; $altered of them changed something" "$flips" $((altered - found)) 0 0
[ "$altered" -gt 0 ] || fail 'no bit changed anything: the test is blind'

# --- beside a recorder
fresh live
(for i in {1..40}; do echo "line $i"; done; while [ ! -e "$root/stop" ]; do echo more; done | head -n 20000) |
  trace-record --db "$db" --format text --id live --batch 100 >/dev/null &
recorder=$!
for _ in 1 2 3 4 5; do verify --quiet >"$root/out" || { fail 'a false alarm beside a recorder'; cat "$root/out"; break; }; done
touch "$root/stop"
wait $recorder

# --- doctor
doctor() { trace-query doctor --db "$db" -o jsonl "$@" 2>"$root/err" >"$root/out"; }
fresh well
sqlite3 "$db" "DELETE FROM usage_rollups" # (its model has no price)
doctor
grep -v -e unpriced -e rows-changed -e disk-nearly-full -e reserve-missing "$root/out" | grep -q code && { fail 'a healthy store has findings'; cat "$root/out"; }
named() {  # named CODE: of the store in $db
  doctor
  local code=$?
  [ $code = 1 ] || fail "$1: exit $code: $(cat "$root/err")"
  grep -q "^{\"code\":\"$1\",\"what\":\".*\",\"do\":\"..*\"}" "$root/out" || { fail "$1 is not named"; cat "$root/out" "$root/err"; }
}
fresh a && named unpriced-models
sqlite3 "$db" "UPDATE requests SET input_tokens = 7"
named rows-changed
sqlite3 "$db" "DELETE FROM events WHERE id = (SELECT max(id) FROM events WHERE trace = (SELECT id FROM traces WHERE uid = 'text'))"
named chain-broken
fresh b && rm -f "$db.lock" && named foreign-writer
fresh b && rm -f "$db.reserve" && named reserve-missing
fresh b && chmod 644 "$db" && named permissions-open
fresh b && mkfifo "$root/pipe"
trace-record --db "$db" --format text --id dead <"$root/pipe" >"$root/opened" 2>/dev/null &
recorder=$!
exec 9>"$root/pipe"
echo 'a line' >&9
until [ "$(sqlite3 "$db" "SELECT count(*) FROM recorders WHERE pid > 0")" = 1 ]; do kill -0 $recorder || break; done
{ kill -9 $recorder; wait $recorder; } 2>/dev/null
exec 9>&-
named recorder-died
fresh b && sqlite3 "$db" "UPDATE traces SET at = at + 86400000000 WHERE uid = 'text'" && named clock-jumped
fresh b && sqlite3 "$db" 'PRAGMA user_version = 99' && named schema-newer
fresh b && sqlite3 "$db" 'PRAGMA user_version = 4' && named schema-older
fresh b && truncate -s 200M "$db-wal" && named wal-too-big
fresh b && mkdir -m 700 "$db.spool" && mkdir -m 700 "$db.spool/quarantine" && echo x >"$db.spool/quarantine/a.spool" && named quarantine
fresh b && mkdir -m 700 "$db.spool" && echo '{"failures":10,"since_us":1,"state":"open","reason":"locked"}' >"$db.spool/breaker.json" && named breaker-open
fresh b && sqlite3 "$db" "INSERT INTO meta VALUES ('pruning:77', '1')" && named prune-unfinished
fresh b && sqlite3 "$db" "UPDATE meta SET v = 1 WHERE k = 'rollup_at'; UPDATE meta SET v = 0 WHERE k = 'rollup_id'" && named rollup-stale
fresh b && trace-query search hello --db "$db" >/dev/null && perl -e 'open my $f, "+<:raw", $ARGV[0] or die; seek $f, 8192, 0; print $f "\x07" x 8192' "$db.search" && named index-damaged
fresh b && sqlite3 "$db" "INSERT INTO ship_cursors(name, created_at) VALUES ('x', 1)" && named shipping-stuck
fresh b && perl -e 'open my $f, "+<:raw", $ARGV[0] or die; seek $f, 4096, 0; print $f "\x07" x 2000' "$db" && doctor && fail 'a torn page is not found'
# Records that wait: the store is away while they come, and comes back.
fresh b && mv "$db" "$root/away" && mkdir "$db" && printf 'x\n' | trace-record --db "$db" --format text >/dev/null 2>&1
rmdir "$db" && named store-moved
mv "$root/away" "$db" && named spool-waiting
for file in "$db.spool"/*.spool "$db.spool"/seg-* "$db.spool"/*; do [ -f "$file" ] && case $file in *.json | *.lock) ;; *) printf 'torn' | dd of="$file" bs=1 seek=120 conv=notrunc status=none ;; esac; done 2>/dev/null
named spool-damaged

# --- the alert command gets the findings, and only when there are any
fresh b && rm -f "$db.lock"
doctor --alert-cmd "cat >'$root/alert'"
grep -q '^{"code":"foreign-writer",' "$root/alert" || fail 'the alert command did not get the finding'

# --- coverage
fresh b
doctor --coverage || fail 'coverage is no question of yes or no'
grep -q '"failed":1,"with_code":1,"with_message":1,' "$root/out" || { fail 'coverage is wrong'; cat "$root/out"; }
exit $failed
