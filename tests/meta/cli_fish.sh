#!/usr/bin/env bash
# The completions really complete in fish.
set -u
command -v fish >/dev/null || { echo "fish is not installed"; exit 77; }
failed=0
HOME=$(mktemp -d)
export HOME
trap 'rm -rf "$HOME"' EXIT

# expect LINE WANTED… : the words offered at the end of the line.
expect() {
  local line=$1 tool=${1%% *} got
  shift
  got=$(fish --no-config -c "source '$TRACE_SRC/completions/fish/$tool.fish'; complete -C '$line'" | cut -f1 | sort | tr '\n' ' ')
  [ "$got" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ] || { echo "$line: '$got' instead of '$*'"; failed=1; }
}
for file in "$TRACE_SRC"/completions/fish/*.fish; do
  fish --no-execute "$file" || failed=1
done
expect 'trace-query s' show search status sql
expect 'trace-query --status er' error
expect 'trace-query list -o js' json jsonl
expect 'trace-query requests --status success,er' success,error
expect 'trace-query show last --er' --errors
expect 'trace-query list --sor' --sort
expect 'trace-record run --det' --detach
expect 'trace-record start --titl' --title
expect 'trace-export -o t' txt
expect 'trace-prune --app' --apply
expect 'log-sanitize --strat' --strategy

PATH=$TRACE_BIN:$PATH
cd "$HOME" || exit 1
{
  echo '{"kind":"trace","id":"run-one","status":"success"}'
  echo '{"kind":"request","id":"r1","trace":"run-one","model":"model-a"}'
} | trace-record --db t.db --format native >/dev/null
expect 'trace-query show --db t.db ru' run-one
expect 'trace-query list --db t.db --model mod' model-a
expect 'trace-query list --db t.db --model x,mod' x,model-a
exit $failed
