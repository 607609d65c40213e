#!/usr/bin/env bash
# R25 with a real ClickHouse on loopback: the shipper is killed 25 times, the server 3 times. Every row is there
# once, the sums are those of stats-aggregate, and the views have the columns of the store's views.
# shellcheck disable=SC1091,SC2009,SC2015,SC2086,SC2154,SC2317  # common.bash sets and calls what is here
. "$(dirname "$0")/common.bash"
PATH=$PATH:/usr/sbin
begin r25_ship_clickhouse clickhouse-server curl sqlite3 jq
kills=${KILLS:-25} events=${EVENTS:-20000}
port=${CLICKHOUSE_PORT:-18731}
server=
finish_up() { [ -z "$server" ] || kill -KILL "$server" 2>/dev/null; }
export CLICKHOUSE_URL=http://127.0.0.1:$port/
ask() { curl -sS --fail "$CLICKHOUSE_URL" --data-binary "$1"; }

mkdir "$root/data"
cat >"$root/users.xml" <<XML
<yandex><profiles><default/></profiles><quotas><default/></quotas><users><default><password></password>
<networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users></yandex>
XML
cat >"$root/config.xml" <<XML
<yandex><logger><level>warning</level><log>$root/log</log><errorlog>$root/errors</errorlog></logger>
<listen_host>127.0.0.1</listen_host><http_port>$port</http_port><path>$root/data/</path>
<tmp_path>$root/data/tmp/</tmp_path><mark_cache_size>67108864</mark_cache_size><users_config>$root/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database></yandex>
XML
start_server() {
  clickhouse-server --config-file="$root/config.xml" >/dev/null 2>&1 &
  server=$!
  disown $server
  for _ in $(seq 200); do
    [ "$(ask 'SELECT 1' 2>/dev/null)" = 1 ] && return 0
    sleep 0.1
  done
  skip 'clickhouse-server does not start here'
}
start_server
# One statement a request.
sed '/^--/d' "$src/tools/trace-export/clickhouse.sql" | awk -v RS=';\n' -v root="$root" 'NF { printf "%s", $0 > (root "/ddl." (1000 + NR)) }'
for statement in "$root"/ddl.*; do
  curl -sS --fail "$CLICKHOUSE_URL" --data-binary @"$statement" || fail "$(head -c 100 "$statement")"
done

records() {
  awk -v n="$events" 'BEGIN {
    print "{\"kind\":\"trace\",\"id\":\"ship-a\",\"status\":\"running\"}"
    for (i = 1; i <= n; i++) {
      printf "{\"kind\":\"event\",\"trace\":\"ship-a\",\"type\":\"step\",\"payload\":{\"n\":%d}}\n", i
      if (i % 10 == 0) printf "{\"kind\":\"request\",\"id\":\"r%d\",\"trace\":\"ship-a\",\"model\":\"m\",\"output_tokens\":%d,\"cost_usd\":0.%05d}\n", i, i, i
    }
    print "{\"kind\":\"trace\",\"id\":\"ship-a\",\"status\":\"success\"}" }'
}
trace-record start --id ship-b >/dev/null
records | trace-record --format native >/dev/null &
recorder=$!
# Each attempt leaves the name of its batch.
sink="echo \"\$TRACE_BATCH_ID\" >>'$root/attempts'; exec sh '$src/tools/trace-export/clickhouse-sink.sh'"
ship=(trace-export --ship ch --batch 250 --retry 50ms --sink "$sink" -o flat -q)
killed=0
for i in $(seq "$kills"); do
  "${ship[@]}" --follow 2>/dev/null &
  shipper=$!
  sleep "0.$(printf '%03d' $((RANDOM % 200 + 50)))"
  case $i in 5 | 12 | 19)
    kill -KILL "$server"
    while kill -0 "$server" 2>/dev/null; do sleep 0.02; done
    start_server
    ;;
  esac
  kill -KILL $shipper 2>/dev/null && killed=$((killed + 1))
  wait $shipper 2>/dev/null
done
wait $recorder || fail "trace-record: exit $?"
trace-record finish ship-b --status error --error-code late >/dev/null
"${ship[@]}" || fail "trace-export: exit $?"

expect 'killed shippers' "$killed" "$kills"
expect events "$(ask 'SELECT count() FROM trace.events')" "$(sqlite3 -readonly "$TRACE_DB" 'SELECT count(*) FROM events WHERE seq IS NOT NULL')"
expect 'different events' "$(ask 'SELECT count(DISTINCT uid) FROM trace.events')" "$events"
expect requests "$(ask 'SELECT count() FROM trace.requests')" $((events / 10))
expect states "$(ask 'SELECT id, status, error_code FROM trace.task_traces ORDER BY id' | tr '\t\n' ' ;')" 'ship-a success \N;ship-b error late;'
expect 'sums' "$(ask 'SELECT sum(output_tokens), toInt64(round(sum(cost_usd) * 1e9)) FROM trace.requests' | tr '\t' ' ')" \
  "$(stats-aggregate overview -o jsonl | jq -r '"\(.output_tokens) \(.cost_usd * 1e9 | round)"')"
for view in task_traces task_trace_events request_logs conversation_contents usage_stats_daily; do
  theirs=$(ask "DESCRIBE TABLE trace.$view" | cut -f1 | LC_ALL=C sort)
  # `packed` and `is_compressed` say how SQLite holds a row.
  ours=$(sqlite3 -readonly "$TRACE_DB" "SELECT name FROM pragma_table_info('$view')" | grep -vx 'packed\|is_compressed' | LC_ALL=C sort)
  [ $view = usage_stats_daily ] && ours=$(grep -vx id <<<"$ours")
  expect "columns of $view" "$(tr '\n' ' ' <<<"$theirs")" "$(tr '\n' ' ' <<<"$ours")"
done
again=$(sort "$root/attempts" | uniq -d | wc -l)
[ "$kills" -lt 25 ] || [ "$again" -gt 0 ] || fail 'no batch was sent twice: the kills hit nothing'
before=$(ask 'SELECT count() FROM trace.event_rows')
both() {  # both WHAT THEIRS OURS: ClickHouse and the store agree
  expect "$1" "$(ask "$2" | tr '\t' ' ')" "$(sqlite3 -readonly -separator ' ' "$TRACE_DB" "$3")"
}
both 'counts of events' 'SELECT id, event_count FROM trace.task_traces ORDER BY id' 'SELECT id, event_count FROM task_traces ORDER BY id'

# What is added late and what is taken away arrives, too.
printf '%s\n' '{"kind":"event","trace":"ship-b","type":"late","payload":{}}' '{"kind":"trace","id":"ship-c","status":"success"}' \
  '{"kind":"event","trace":"ship-c","type":"step","payload":{}}' '{"kind":"request","id":"own","trace":"ship-c","model":"m","output_tokens":7}' |
  trace-record --format native >/dev/null
"${ship[@]}" || fail "trace-export: exit $?"
both 'one event more' "SELECT event_count FROM trace.task_traces WHERE id = 'ship-b'" "SELECT event_count FROM task_traces WHERE id = 'ship-b'"
expect 'a call more' "$(ask "SELECT count() FROM trace.request_logs WHERE id = 'own'")" 1
trace-prune ship-c --apply --yes -q >/dev/null || fail "trace-prune: exit $?"
trace-prune --max-events $((events / 2)) --apply --yes -q >/dev/null || fail "trace-prune --max-events: exit $?"
"${ship[@]}" || fail "trace-export: exit $?"
both 'traces that are left' 'SELECT id, event_count FROM trace.task_traces ORDER BY id' 'SELECT id, event_count FROM task_traces ORDER BY id'
both 'events that are left' 'SELECT count(), sum(seq) FROM trace.events' 'SELECT count(*), sum(seq) FROM events WHERE seq IS NOT NULL'
both 'calls that are left' 'SELECT count() FROM trace.request_logs' 'SELECT count(*) FROM request_logs'
expect 'marked rows' "$(ask 'SELECT count() FROM trace.trace_rows FINAL WHERE is_deleted = 1')" 1

echo "$killed shippers and 3 servers killed, $(wc -l <"$root/attempts") attempts, $again batches sent more than once; $before event rows, $(ask 'SELECT count() FROM trace.events') left after a prune"
exit $failed
