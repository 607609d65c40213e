#!/usr/bin/env bash
# Every header compiles by itself. A header that its own .cpp includes first is proven by the build;
# the others get a translation unit of their own here.
set -u
cd "${TRACE_SRC:-$(dirname "$0")/../..}" || exit 1
compiler=${CXX:-$(command -v g++ || command -v clang++)}
export compiler
# shellcheck disable=SC2317  # xargs calls it
compile() {
  "$compiler" -std=c++20 -fsyntax-only -w -I libtrace -I tools -I tests -include "$1" -x c++ /dev/null ||
    { echo "$1: does not compile by itself"; return 1; }
}
export -f compile
proven() {
  local source=${1%.h}.cpp
  [ -e "$source" ] && [ "$(grep -m1 '^#include' "$source")" = "#include \"${1#*/}\"" ]
}
failed=0
alone=()
while read -r header; do
  [ "$(grep -c '^#pragma once' "$header")" = 1 ] || { echo "$header: no #pragma once"; failed=1; }
  proven "$header" || alone+=("$header")
done < <(find libtrace tools tests -name '*.h' | LC_ALL=C sort)
if [ ${#alone[@]} -gt 0 ]; then
  # shellcheck disable=SC2016  # expanded by the inner shell
  printf '%s\0' "${alone[@]}" | xargs -0 -n1 -P2 bash -c 'compile "$0"' || failed=1
fi
exit $failed
