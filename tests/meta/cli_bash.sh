#!/usr/bin/env bash
# The completions really complete in bash: COMP_WORDS goes in, COMPREPLY comes out.
set -u
failed=0
for tool in trace-record trace-query trace-export trace-prune stats-aggregate log-sanitize; do
  # shellcheck source=/dev/null
  source "$TRACE_SRC/completions/bash/$tool"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
touch rules.json
mkdir folder

# expect WANTED WORD… : what is offered for the last word (which may be empty).
expect() {
  local wanted=$1 tool=$2
  shift
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  "_${tool//-/_}"
  [ "${COMPREPLY[*]}" = "$wanted" ] || { echo "$*: '${COMPREPLY[*]}' instead of '$wanted'"; failed=1; }
}
expect 'show search status sql' trace-query s
expect 'error' trace-query --status er
expect 'error' trace-query --status = er
expect 'table jsonl json csv tsv md sse' trace-query list -o ''
expect 'success,error' trace-query --status success,er
expect '--errors' trace-query show last --er
expect '--error-code' trace-query list --er
expect '--sort' trace-query list --status error --sor
expect 'last' trace-query show ''
expect 'rules.json' log-sanitize --rules ru
expect 'rules.json' log-sanitize ru
expect 'folder' trace-record --spool-dir fo
expect '' trace-record run -- ls --
expect '--detach' trace-record run --det
expect '' trace-record start --det
expect 'txt' trace-export -o t
expect '--apply' trace-prune --older-than 90d --app
expect 'overview' stats-aggregate ov

# What the store has: traces, models; nothing in a name is run by the shell.
PATH=$TRACE_BIN:$PATH
{
  echo '{"kind":"trace","id":"run-one","status":"success"}'
  echo '{"kind":"request","id":"r1","trace":"run-one","model":"model-a"}'
  # shellcheck disable=SC2016
  echo '{"kind":"request","id":"r2","trace":"run-one","model":"mod $(touch ran)"}'
} | trace-record --db t.db --format native >/dev/null
expect 'last run-one' trace-query show --db t.db ''
expect 'run-one' trace-export --db = t.db ru
expect 'mod\ \$\(touch\ ran\) model-a' trace-query list --db t.db --model m
expect 'x,model-a' trace-query list --db t.db --model x,model
expect 'run-one' trace-record finish --db t.db r
[ ! -e ran ] || { echo 'a name was run by the shell'; failed=1; }
exit $failed
