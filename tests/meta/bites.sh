#!/usr/bin/env bash
# The checks of this folder fail when they should: each is run over a small tree that breaks its rule,
# and over the same tree before it was broken.
# shellcheck disable=SC2016  # back quotes and dollars are text here
set -u
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
out=$(mktemp)
trap 'rm -rf "$tree" "$out"' EXIT
export TRACE_SRC=$tree
failed=0

plant() {  # a tree that keeps every rule
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/libtrace/base "$tree"/libtrace/json "$tree"/tools/common "$tree"/tools/trace-query "$tree"/tests "$tree"/.ci
  printf 'base:\njson: base\n' >"$tree"/libtrace/LAYERS
  printf '#pragma once\n\nnamespace trace::base {\nint one(int a, int b);\n}  // namespace trace::base\n' >"$tree"/libtrace/base/one.h
  printf '#include "base/one.h"\n#include "json/two.h"\n' >"$tree"/tools/trace-query/run.cpp
  printf '#pragma once\n\n#include "base/one.h"\n' >"$tree"/libtrace/json/two.h
  cp "$here/../../.clang-format" "$tree"/ 2>/dev/null
  printf '#!/bin/sh\necho "$1"\n' >"$tree"/setup.sh
  printf 'CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT);\n' >"$tree"/schema.sql
  printf 'auto one = "SELECT name FROM names";\n' >"$tree"/libtrace/json/three.cpp
}

run() { bash "$here/$1.sh" >"$out" 2>&1; }
passes() {
  run "$1"
  case $? in 0 | 77) ;; *) echo "$1 refuses a tree that keeps the rule:"; cat "$out"; failed=1 ;; esac
}
bites() {  # bites CHECK WORDS-OF-THE-MESSAGE: what was broken
  run "$1"
  case $? in
    77) ;;
    0) echo "$1 let this pass: $2"; failed=1 ;;
    *) grep -q "$2" "$out" || { echo "$1 does not say '$2' but:"; cat "$out"; failed=1; } ;;
  esac
  plant
}
function_of() { printf 'int f(int x) {\n'; for _ in $(seq "$1"); do echo '  x += 1;'; done; printf '  return x;\n}\n'; }

plant
for check in layers words format scripts headers sizes sql; do passes $check; done

sed -i '1i #include "json/two.h"' "$tree"/libtrace/base/one.h; bites layers 'one.h:1: `base` may not include `json`'
printf 'json: base\nbase:\n' >"$tree"/libtrace/LAYERS; bites layers 'LAYERS:1: `base` is mentioned before'
mkdir "$tree"/libtrace/odd; : >"$tree"/libtrace/odd/a.h; echo >"$tree"/libtrace/odd/a.h; bites layers 'folder `odd` is not in'
echo '#include "common/command.h"' >"$tree"/libtrace/json/three.cpp; bites layers 'three.cpp:1: `json` may not include `common`'
echo '#include "trace-export/options.h"' >"$tree"/tools/trace-query/run.cpp; bites layers 'may not include `trace-export`'
echo '#include <sqlite3.h>' >"$tree"/libtrace/json/three.cpp; bites layers 'three.cpp:1: <sqlite3.h'
echo '#include <CLI/CLI.hpp>' >"$tree"/tools/trace-query/run.cpp; bites layers '<CLI/'
echo '#include <rapidjson/reader.h>' >"$tree"/libtrace/base/x.cpp; bites layers '<rapidjson/'

printf '// TO''DO: later\n' >"$tree"/libtrace/base/x.cpp; bites words 'unfinished'
printf '# see /ro''ot/notes/x\n' >>"$tree"/libtrace/LAYERS; bites words 'one machine'

printf 'int  f ( ) ;\n' >"$tree"/libtrace/base/x.cpp; bites format 'x.cpp'
printf '#!/bin/sh\nrm $1/*\n' >"$tree"/setup.sh; bites scripts 'SC2086'

echo 'std::string name();' >>"$tree"/libtrace/base/one.h; bites headers 'one.h: does not compile by itself'
sed -i 1d "$tree"/libtrace/base/one.h; bites headers 'no #pragma once'

function_of 60 >"$tree"/libtrace/base/x.cpp; bites sizes 'x.cpp:1: function of 63 lines'
function_of 48 >"$tree"/libtrace/base/x.cpp; bites sizes 'function of 51 lines'
function_of 47 >"$tree"/libtrace/base/x.cpp; passes sizes; plant
{ echo '// data table: ports'; function_of 60; } >"$tree"/libtrace/base/x.cpp; passes sizes; plant
for _ in $(seq 401); do echo 'int a();'; done >"$tree"/libtrace/base/x.cpp; bites sizes 'file of 401 lines'
printf 'void f(int a, const std::map<int, int>& b, int c, int d, int e) {\n}\n' >"$tree"/libtrace/base/x.cpp; passes sizes; plant
printf 'void f(int a, const std::map<int, int>& b, int c, int d, int e, int g) {\n}\n' >"$tree"/libtrace/base/x.cpp; bites sizes 'more than 5 parameters'
printf 'void f() {\n for (;;) {\n  if (a) {\n   while (b) {\n    if (c) {\n    }\n   }\n  }\n }\n}\n' >"$tree"/libtrace/base/x.cpp; bites sizes 'x.cpp:5: nested deeper'

printf 'auto one = "SELECT id, "\n  "title FROM names";\n' >"$tree"/libtrace/base/x.cpp; bites sql 'x.cpp:1: .*no such column: title'
rm "$tree"/libtrace/json/three.cpp; bites sql 'no SQL text was found'
printf 'auto one = "SELECT title FROM " + names;\n' >"$tree"/libtrace/base/x.cpp; passes sql; plant
exit $failed
