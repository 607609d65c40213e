#!/usr/bin/env bash
# Every option that a README or the demo shows is an option of the tool that it stands behind.
set -u
src=${TRACE_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
bin=${TRACE_BIN:-$src/build}
cd "$src" || exit 1
failed=0
shown=0
while read -r tool options; do
  [ -x "$bin/$tool" ] || { echo "no $tool in the build folder"; exit 1; }
  help=$({ "$bin/$tool" --help; "$bin/$tool" run --help; } 2>/dev/null)
  while read -r option; do
    shown=$((shown + 1))
    grep -qE -- "(^|[ ,])$option([ =,]|$)" <<<"$help" || { echo "$tool has no $option"; failed=1; }
  done < <(grep -oE -- '(^| )--[a-z][a-z-]+' <<<"$options" | tr -d ' ')
done < <(sed 's/ -- .*//' README.md libtrace/README.md tests/fixtures/demo.sh |
  grep -oE '(trace-(record|query|export|prune)|stats-aggregate|log-sanitize) [^`|>#]*' | LC_ALL=C sort -u)
[ $shown -gt 3 ] || { echo 'no options were found: the extraction is broken'; exit 1; }
exit $failed
