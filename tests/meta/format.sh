#!/usr/bin/env bash
# Every source file is as clang-format leaves it.
set -u
cd "${TRACE_SRC:-$(dirname "$0")/../..}" || exit 1
command -v clang-format >/dev/null || { echo 'skipped: no clang-format'; exit 77; }
find libtrace tools tests \( -name '*.h' -o -name '*.cpp' \) -print0 | xargs -0 clang-format --dry-run -Werror
