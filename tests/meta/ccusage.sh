#!/usr/bin/env bash
# What ccusage counts of the published Claude sessions beside the project, and what stats-aggregate counts: every
# difference stands in tests/fixtures/ccusage.tsv with its reason, and nothing else differs. CCUSAGE names the program;
# without it, or without the sessions, this is skipped.
set -u
bin=$(cd "${TRACE_BIN:-build}" && pwd) || exit 2
cd "${TRACE_SRC:-$(dirname "$0")/../..}" || exit 2
sessions=$PWD/../shared/corpus/claude-code-transcript
[ -d "$sessions" ] || sessions=${TRACE_CORPUS:-}/claude-code-transcript
ccusage=${CCUSAGE:-$(command -v ccusage)}
skip() { echo "ccusage: skipped: $*"; exit 77; }
[ -n "$ccusage" ] || skip 'no ccusage'
[ -d "$sessions" ] || skip 'no sessions'
command -v jq >/dev/null || skip 'no jq'
[ -x "$bin/stats-aggregate" ] || skip 'nothing is built'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config TRACE_DB=$work/trace.db TZ=UTC LC_ALL=C.UTF-8
unset TRACE_CONFIG TRACE_ID TRACEPARENT
mkdir -p "$work/claude/projects/corpus" "$work/home"
cp "$sessions"/*.jsonl "$work/claude/projects/corpus/"
for report in daily monthly session blocks; do
  HOME=$work/home CLAUDE_CONFIG_DIR=$work/claude "$ccusage" claude $report --json --offline --timezone UTC \
    >"$work/$report.json" 2>"$work/said" || skip "ccusage $report: $(head -n 1 "$work/said")"
done
"$bin/trace-record" -q import "$work/claude/projects/corpus" 2>/dev/null
counters=input_tokens,cache_read_tokens,cache_write_tokens,output_tokens,cost_usd
ours() { "$bin/stats-aggregate" -q -o jsonl "$@"; }
# Rows: report, key, input, cache read, cache write, output, micro-dollars.
numbers='[.input_tokens, .cache_read_tokens, .cache_write_tokens, .output_tokens, ((.cost_usd // 0) * 1e6 | round)] | map(. // 0)'
breakdown='[.inputTokens, .cacheReadTokens, .cacheCreationTokens, .outputTokens, (.cost * 1e6 | round)]'
for report in daily:day monthly:month; do
  name=${report%:*} grain=${report#*:}
  jq -r --arg r "$name" ".${name}[] | (.date // .month // .period) as \$p | .modelBreakdowns[] | [\$r, \$p + \" \" + .modelName] + $breakdown | @tsv" "$work/$name.json" >>"$work/theirs"
  ours by "$grain,model" --fields "$grain,model,$counters" | jq -r --arg r "$name" "[\$r, .$grain + \" \" + .model] + ($numbers) | @tsv" >>"$work/ours"
done
# Sessions: theirs are files, ours are what the lines say; a file of one session is found by its id.
jq -r '(.sessions // .session)[] | [(.sessionId // .period)] + [.inputTokens, .cacheReadTokens, .cacheCreationTokens, .outputTokens, ((.totalCost // .costUSD) * 1e6 | round)] | @tsv' "$work/session.json" |
  while IFS=$'\t' read -r file rest; do
    printf 'session\t%s\t%s\n' "$file" "$rest" >>"$work/theirs"
    ids=$(jq -r '.sessionId // empty' "$sessions/$file.jsonl" 2>/dev/null | sort -u | paste -sd,)
    [ -n "$ids" ] || continue
    ours overview --session "$ids" --fields "$counters" | jq -r --arg f "$file" "[\"session\", \$f] + ($numbers) | @tsv" >>"$work/ours"
  done
jq -r '.blocks[] | select(.isGap | not) | [.startTime, .endTime] + [.tokenCounts | .inputTokens, .cacheReadInputTokens, .cacheCreationInputTokens, .outputTokens] + [(.costUSD * 1e6 | round)] | @tsv' "$work/blocks.json" |
  while IFS=$'\t' read -r from to rest; do
    printf 'blocks\t%s\t%s\n' "$from" "$rest" >>"$work/theirs"
    ours overview --since "$from" --until "$to" --fields "$counters" | jq -r --arg f "$from" "[\"blocks\", \$f] + ($numbers) | @tsv" >>"$work/ours"
  done
# One line a difference; costs may differ by the rounding of a millionth.
awk -F '\t' -v OFS='\t' '
  function shown(i, s) { s = $3; for (i = 4; i <= NF; ++i) s = s " " $i; return s }
  FNR == NR { theirs[$1 OFS $2] = shown(); cost[$1 OFS $2] = $7; next }
  { k = $1 OFS $2; mine = shown(); if (!(k in theirs)) print k, "-", mine
    else { d = $7 - cost[k]; a = mine; b = theirs[k]; sub(/ [0-9]+$/, "", a); sub(/ [0-9]+$/, "", b)
      if (a != b || d > 1 || d < -1) print k, theirs[k], mine
      else ++same; delete theirs[k] } }
  END { for (k in theirs) print k, theirs[k], "-"; print same + 0 > "/dev/stderr" }' "$work/theirs" "$work/ours" 2>"$work/same" | LC_ALL=C sort >"$work/differences"
# What has no time was counted at the time of this import.
sed -i -E 's/^(daily|monthly)\t20[0-9-]+ unknown/\1\tnow unknown/' "$work/differences"
grep -v '^#' tests/fixtures/ccusage.tsv | cut -f 1-4 | LC_ALL=C sort >"$work/explained"
if ! diff "$work/explained" "$work/differences" >"$work/diff"; then
  echo 'ccusage: differences without an explanation (>), explanations without a difference (<):'
  cat "$work/diff"
  exit 1
fi
echo "ccusage $("$ccusage" --version): $(cat "$work/same") rows are the same, $(wc -l <"$work/differences") differ as explained"
