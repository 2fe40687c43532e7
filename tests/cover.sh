#!/bin/sh
# Sums up line coverage by room from gcov's files below a build folder: sh tests/cover.sh BUILD
set -eu
build=$1
find "$build/o/app" -name '*.gcda' | while read -r data; do
    gcov -n -o "$(dirname "$data")" "$data" 2>/dev/null
done | awk '
    /^File / { file = $2; gsub("\047", "", file); next }
    /^Lines executed:/ {
        if (file !~ /^app\/.*\.c$/) next
        split($0, part, /[:% ]+/); share = part[3]; n = part[5]
        if (n > lines[file]) { lines[file] = n; }
        if (share * n / 100 > hit[file]) hit[file] = share * n / 100
    }
    END {
        for (f in lines) {
            split(f, p, "/"); room = p[3] == "" ? "mains" : p[2]
            n[room] += lines[f]; h[room] += hit[f]; all += lines[f]; got += hit[f]
        }
        for (r in n) printf "%-8s %5.1f %% of %d lines\n", r, 100 * h[r] / n[r], n[r]
        if (all) printf "all      %5.1f %% of %d lines\n", 100 * got / all, all
        else { print "no coverage data"; exit 1 }
    }' | sort
