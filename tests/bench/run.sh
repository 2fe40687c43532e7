#!/bin/sh
# Measurements, as ratios in one run: sh tests/bench/run.sh BUILD. Loopback only, bounded, ends what it starts.
set -eu
BUILD=$1 node "$(dirname "$0")/bench.mjs" | grep -v '^[#TA0-9]\|^ok\|^1\.\.\|^  ' || exit 1
