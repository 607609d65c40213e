#!/usr/bin/env bash
# R25: rows are recorded, shipped and changed while the shipper is killed 25 times and the sink 3 times. Every
# row arrives at least once, its last state last by revision, and once when duplicates are taken out; a batch
# that is sent again has the same name and bytes. KILLS (25) and EVENTS (20000) can be set.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
begin ship sqlite3 jq
kills=${KILLS:-25} events=${EVENTS:-20000}
mkdir "$root/in" "$root/taken"
cd "$root" || exit 1

# Takes a batch whole or not at all, slowly; three of its calls are killed.
cat >sink <<'SINK'
f=$(mktemp in/XXXXXXXX)
cat >"$f"
echo >>calls
case $(wc -l <calls) in
  3 | 6 | 9) rm "$f"; echo >>killed; kill -KILL $$ ;;
esac
sleep "0.0$(date +%N | cut -c1-2)"
mv "$f" "taken/$TRACE_BATCH_ID#${f##*/}"
SINK
records() {
  awk -v n="$events" 'BEGIN {
    print "{\"kind\":\"trace\",\"id\":\"ship-a\",\"status\":\"running\"}"
    for (i = 1; i <= n; i++) {
      printf "{\"kind\":\"event\",\"trace\":\"ship-a\",\"type\":\"step\",\"payload\":{\"n\":%d}}\n", i
      if (i % 10 == 0) printf "{\"kind\":\"request\",\"id\":\"r%d\",\"trace\":\"ship-a\",\"model\":\"m\",\"output_tokens\":%d}\n", i, i
      if (i % 100 == 0) fflush()
    }
    print "{\"kind\":\"trace\",\"id\":\"ship-a\",\"status\":\"success\"}" }'
}
trace-record start --id ship-b >/dev/null
records | trace-record --format native >/dev/null &
recorder=$!
ship=(trace-export --ship r25 --batch 250 --retry 5ms --sink 'sh sink' -o flat -q)
killed=0
for _ in $(seq "$kills"); do
  "${ship[@]}" --follow 2>/dev/null &
  shipper=$!
  sleep "0.$(printf '%03d' $((RANDOM % 120 + 20)))"
  kill -KILL $shipper 2>/dev/null && killed=$((killed + 1))
  wait $shipper 2>/dev/null
done
wait $recorder || fail "trace-record: exit $?"
trace-record finish ship-b --status error --error-code late >/dev/null
"${ship[@]}" || fail "trace-export: exit $?"
# Sinks that outlived their shipper.
for _ in $(seq 100); do
  [ -n "$(find in -type f)" ] || break
  sleep 0.05
done

[ "$killed" = "$kills" ] || fail "$killed of $kills shippers were killed"
[ "$(wc -l <killed)" = 3 ] || fail "$(wc -l <killed) sinks were killed, not 3"
raw=$(cat taken/* | wc -l)
# One line a row: the one with the greatest revision.
cat taken/* | jq -rc '[.kind, (.uid // .id // .request), .revision, .status // "-", .output_tokens // 0] | @tsv' |
  LC_ALL=C sort -t "$(printf '\t')" -k1,2 -k3,3n | awk -F '\t' '{ last[$1 FS $2] = $0 } END { for (k in last) print last[k] }' >rows
count() { awk -F '\t' -v k="$1" '$1 == k { n++ } END { print n + 0 }' rows; }
expect events "$(count event)" "$(sqlite3 -readonly "$TRACE_DB" 'SELECT count(*) FROM events WHERE seq IS NOT NULL')"
expect requests "$(count request)" $((events / 10))
expect 'output tokens' "$(awk -F '\t' '$1 == "request" { n += $5 } END { print n }' rows)" \
  "$(stats-aggregate overview -o jsonl | jq -s 'map(.output_tokens) | add')"
expect traces "$(awk -F '\t' '$1 == "trace" { print $2 $4 }' rows | sort | tr '\n' ' ')" 'ship-asuccess ship-berror '
# A batch that was sent again has the same events; a trace or request that changed meanwhile comes later.
find taken -type f -printf '%f\n' | cut -d'#' -f1 | sort | uniq -d >again
[ -s again ] || fail 'no batch was sent again: nothing was tried'
while read -r id; do
  kinds=$(for f in taken/"$id"'#'*; do grep '"kind":"event"' "$f" | cksum; done | sort -u | wc -l)
  expect "forms of batch $id" "$kinds" 1
done <again
# For the reliability table: row, fault, runs, lost, torn, doubled after duplicates are taken out.
events_there=$(count event)
echo "row|R25|shipper and sink are killed|$((killed + 3))|$((events - events_there))|0|0"
echo "$killed shippers killed, $raw rows sent, $(wc -l <rows) different ones, $(wc -l <again) batches sent again"
exit $failed
