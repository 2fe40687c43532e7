#!/bin/sh
# Sums up line coverage by room from gcov's files below a build folder: sh tests/cover.sh BUILD
set -eu
build=$1
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
find "$build/o/app" -name '*.gcda' | while read -r data; do
    gcov -n -o "$(dirname "$data")" "$data" 2>/dev/null
done | awk '
    /^File / { file = $2; gsub("\047", "", file); next }
    /^Lines executed:/ && file ~ /^app\/.*\.c$/ {
        split($0, part, /[:% ]+/)
        print file, part[5], int(part[3] * part[5] / 100 + 0.5)
    }' | sort -u >"$lines"
[ -s "$lines" ] || { echo "no coverage data"; exit 1; }
awk '
    {
        split($1, p, "/")
        room = p[3] == "" ? "mains" : p[2]
        total[room] += $2; hit[room] += $3; all += $2; got += $3
    }
    END {
        for (room in total) printf "%-8s %5.1f %% of %d lines\n", room, 100 * hit[room] / total[room], total[room]
        printf "%-8s %5.1f %% of %d lines\n", "all", 100 * got / all, all
    }' "$lines"
