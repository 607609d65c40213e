#!/usr/bin/env bash
# Words that say "not finished", and paths that only one machine has.
set -u
cd "${TRACE_SRC:-$(dirname "$0")/../..}" || exit 1
list() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then git ls-files --cached --others --exclude-standard
  else find . -path './build*' -prune -o -type f -print; fi
}
# Taken apart, or this file would name itself.
unfinished='\b(TO''DO|FIX''ME|XX''X|HA''CK)\b|[Nn]ot (yet )?imple''mented|[Uu]nimple''mented|\b[Ss]t''ub(s|bed)?\b'
machine='(^|[^A-Za-z0-9_.])/(wo''rk|fa''rm|ro''ot|ho''me/[a-z]+)/'
failed=0
look() {  # look WHAT PATTERN FILES…
  local what=$1 pattern=$2
  shift 2
  if grep -nIE "$pattern" "$@" /dev/null; then echo "words: $what"; failed=1; fi
}
mapfile -t sources < <(list | grep -E '\.(cpp|h|sh|cmake|sql|py|in)$|CMakeLists\.txt$|^\.ci/|LAYERS$|\.md$')
mapfile -t everything < <(list | grep -vE '^(\./)?tests/(fixtures|fuzz|cli|unit)/')
look 'unfinished by its own words' "$unfinished" "${sources[@]}"
look 'a path of one machine' "$machine" "${everything[@]}"
exit $failed
