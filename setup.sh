#!/usr/bin/env bash
# From a fresh Debian 12 to something that runs:
#   ./setup.sh demo      build, record two agent sessions, look at them (the default)
#   ./setup.sh test      build everything and run every test
#   ./setup.sh install   install into $PREFIX (/usr/local)
#   ./setup.sh bench     build and run the benchmarks, print ratios
# Packages that are missing are installed first. BUILD names the build folder (build).
set -euo pipefail
cd "$(dirname "$0")"

build=${BUILD:-build}
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

to_build=(ca-certificates ccache cmake g++ ninja-build tzdata
  libabsl-dev libcli11-dev libre2-dev libsodium-dev libsqlite3-dev libxxhash-dev libzstd-dev
  rapidjson-dev zlib1g-dev)
to_test=(bash-completion clang clang-format clang-tidy-14 fish git groff jq libclang-rt-14-dev libgtest-dev
  procps python3 shellcheck sqlite3 strace zsh)
to_bench=(hyperfine libbenchmark-dev python3 sqlite-utils sqlite3)

say() { printf '%s\n' "$*"; }

# quietly WHAT COMMAND…: its output is shown only when it fails.
quietly() {
  local what=$1
  shift
  "$@" >"$log" 2>&1 </dev/null && return
  local code=$?
  cat "$log" >&2
  say "setup.sh: $what failed (exit $code)" >&2
  exit "$code"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then env DEBIAN_FRONTEND=noninteractive "$@"
  else sudo env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

apt_install() {
  as_root apt-get install -y -qq --no-install-recommends "$@" && return
  as_root apt-get update -qq  # never run, or too long ago
  as_root apt-get install -y -qq --no-install-recommends "$@"
}

need() {
  local package missing=()
  if ! command -v dpkg-query >/dev/null; then
    say "setup.sh: not a Debian system; going on with what is there (needed: $*)" >&2
    return
  fi
  for package; do
    case $(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null) in
      ii*) ;;
      *) missing+=("$package") ;;
    esac
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    say "setup.sh: packages are missing, and neither root nor sudo is here; run this as root and start again:" >&2
    say "apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 69
  fi
  say "Installing ${#missing[@]} packages"
  quietly "installing ${missing[*]}" apt_install "${missing[@]}"
}

configure() { quietly 'cmake' cmake -S . -B "$build" -G Ninja -DTRACE_WERROR="${WERROR:-OFF}" "$@"; }

compile() {
  say "Building in $build/ (the first time takes some minutes)"
  quietly 'the build' cmake --build "$build" -j "$jobs" "$@"
}

tools=(trace-record trace-query trace-export trace-prune stats-aggregate log-sanitize)

demo() {
  need "${to_build[@]}" jq
  configure -DTRACE_TESTS=OFF
  compile --target "${tools[@]}"
  tests/fixtures/demo.sh "$build"
}

run_tests() {
  need "${to_build[@]}" "${to_test[@]}"
  configure -DTRACE_TESTS=ON
  compile
  say 'Testing'
  local code=0
  ctest --test-dir "$build" -j "$jobs" --output-on-failure --no-tests=error </dev/null >"$log" 2>&1 || code=$?
  if [ $code -ne 0 ]; then cat "$log"; fi
  grep -E '\*\*\*Skipped|Not Run' "$log" || true
  # Why: what GoogleTest and the scripts said of each.
  grep -hA 1 ': Skipped$' "$build"/Testing/Temporary/LastTest.log | grep -vE ': Skipped$|^--$' | sort -u || true
  grep -hE '^([a-z0-9_]+: )?skipped: ' "$build"/Testing/Temporary/LastTest.log | sort -u || true
  grep -E 'tests passed,|No tests were found' "$log" || [ $code -ne 0 ] || code=1
  return "$code"
}

install_all() {
  need "${to_build[@]}"
  configure -DTRACE_TESTS=OFF
  compile
  local prefix=${PREFIX:-/usr/local} where=${DESTDIR:-}${PREFIX:-/usr/local}
  if mkdir -p "$where" 2>/dev/null && [ -w "$where" ]; then
    quietly 'the installation' cmake --install "$build" --prefix "$prefix"
  else
    quietly 'the installation' as_root env DESTDIR="${DESTDIR:-}" cmake --install "$build" --prefix "$prefix"
  fi
  say "Installed under $where: ${tools[*]}"
}

bench() {
  need "${to_build[@]}" "${to_bench[@]}"
  BUILD=${BUILD:-build-bench}
  build=$BUILD
  configure -DTRACE_TESTS=OFF -DTRACE_BENCH=ON
  compile
  tests/bench/run "$build"
}

case ${1:-demo} in
  demo) demo ;;
  test) run_tests ;;
  install) install_all ;;
  bench) bench ;;
  -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" ;;
  *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
esac
