#!/bin/sh
# A sink for trace-export --ship NAME -o flat: one batch on stdin goes to ClickHouse over HTTP.
# CLICKHOUSE_URL (http://127.0.0.1:8123/) says where; CLICKHOUSE_CURL_CONFIG may name a curl config file, which is
# where a user and a password belong. The tables are those of clickhouse.sql.
set -eu
url=${CLICKHOUSE_URL:-http://127.0.0.1:8123/}
query='INSERT%20INTO%20trace.shipped%20FORMAT%20JSONEachRow'
status=$(curl -sS ${CLICKHOUSE_CURL_CONFIG:+--config "$CLICKHOUSE_CURL_CONFIG"} -o /dev/null -w '%{http_code}' \
  -H 'Expect:' --data-binary @- "$url?query=$query&input_format_skip_unknown_fields=1&query_id=$TRACE_BATCH_ID-$$")
case $status in
  2??) ;;
  # Wrong rows give 400, and 500 in old versions; what is overloaded or away comes back.
  408 | 425 | 429 | 502 | 503 | 504) exit 75 ;;
  *) exit 1 ;;
esac
