#!/bin/sh
# Measurements, as ratios in one run: sh tests/bench/run.sh BUILD [import|pages|directory|store|ask ...]; the first two without a second
# argument. Loopback only, bounded, ends what it starts. Large exports are made once and stay in BUILD/bench.
set -eu
build=$1 here=$(dirname "$0")
shift
[ $# -gt 0 ] || set -- import pages
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for part in "$@"; do
    echo "== $part"
    { BUILD=$build node "$here/$part.mjs" >"$log"; } 2>&1 || { cat "$log" && exit 1; }
done
