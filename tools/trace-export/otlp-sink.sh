#!/bin/sh
# A sink for trace-export --ship NAME -o otlp: each line of the batch is one request of OTLP/HTTP with JSON, for a
# collector. OTEL_EXPORTER_OTLP_ENDPOINT (http://127.0.0.1:4318) says where; OTLP_CURL_CONFIG may name a curl config
# file, which is where headers with keys belong. Collectors do not deduplicate: after a crash spans may come twice,
# with the same ids; RECIPES.md says how to count them once.
set -eu
endpoint=${OTEL_EXPORTER_OTLP_ENDPOINT:-http://127.0.0.1:4318}
while IFS= read -r line; do
  case $line in
    '{"resourceLogs"'*) path=logs ;;
    *) path=traces ;;
  esac
  status=$(printf '%s' "$line" | curl -sS ${OTLP_CURL_CONFIG:+--config "$OTLP_CURL_CONFIG"} -o /dev/null \
    -w '%{http_code}' -H 'Content-Type: application/json' --data-binary @- "${endpoint%/}/v1/$path")
  case $status in
    2??) ;;
    # OTLP: these may be sent again, others must not.
    429 | 502 | 503 | 504) exit 75 ;;
    *) exit 1 ;;
  esac
done
