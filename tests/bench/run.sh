#!/bin/sh
# Measurements, as ratios in one run: sh tests/bench/run.sh BUILD. Loopback only, bounded, ends what it starts.
set -eu
build=$1
here=$(dirname "$0")
node "$here/bench.mjs" "$build"
