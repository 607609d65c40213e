# shellcheck shell=bash
# Fills $TRACE_DB with requests of eight days, the last of them 2025-11-20; now is 15:30 of it.
export TRACE_DB=$PWD/t.db SOURCE_DATE_EPOCH=1763652600
{
  for i in {0..63}; do
    printf '{"kind":"request","id":"r%d","model":"%s","requested_at":"2025-11-%02dT%02d:10:00Z",' \
      "$i" "$([ $((i % 4)) = 3 ] && echo house-model || echo claude-sonnet-4-5)" $((13 + i / 8)) $((i % 8 * 2))
    printf '"input_tokens":%d,"output_tokens":%d,"duration_ms":%d,"ttft_ms":%d,"status":"%s"}\n' \
      $((i * 1000)) $((i * 10)) $((i * 500)) $((i * 20)) "$([ $((i % 16)) = 9 ] && echo error || echo success)"
  done
} | trace-record --format native >/dev/null
