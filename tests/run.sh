#!/bin/sh
# Runs the tests of a build folder: sh tests/run.sh BUILD [unit|replay|system|faults|browser|nfs ...]; all of them
# without a second argument. Ends in one line that counts them. FAULTS=all injects every fault, not a sample.
set -u
build=$1
shift
[ $# -gt 0 ] || set -- unit replay system faults browser
passed=0 failed=0 skipped=0 status=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() { # the number behind a word of node's closing lines
    sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$log" | tail -n 1
}

node_tests() {
    BUILD=$build timeout "$2" node --test --test-reporter=tap --test-concurrency=1 "tests/$1"/*.test.mjs >"$log" 2>&1 ||
        status=1
    sed -n '/^ *not ok/,/^ *\.\.\.$/p' "$log"
    p=$(count pass) f=$(count fail) s=$(count skipped)
    echo "$1: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped"
    sed -n 's/^ *ok .* # SKIP /skipped: /p' "$log"
    sed -n 's/^ *# faults injected: //p' "$log" | awk '{ n += $1; seed = $2 " " $3 } END { if (n) print "faults injected:", n, seed }'
    [ "${p:-0}" -gt 0 ] || { tail -n 40 "$log"; status=1; }
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
}

lines() { # a runner that closes with "name: N passed, M failed"
    "$@" >"$log" 2>&1 || status=1
    cat "$log"
    p=$(sed -n 's/^[a-z]*: \([0-9]*\) passed.*/\1/p' "$log" | tail -n 1)
    f=$(sed -n 's/^[a-z]*: [0-9]* passed, \([0-9]*\) failed.*/\1/p' "$log" | tail -n 1)
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
}

for kind in "$@"; do
    case $kind in
    unit) lines sh tests/unit/run.sh "$build"/unit/*_test ;;
    replay) lines sh tests/fuzz/replay.sh "$build"/replay/*_fuzz ;;
    system | browser) node_tests "$kind" 900 ;;
    faults | nfs) node_tests "$kind" 3000 ;;
    *) echo "no such kind of test: $kind" >&2 && exit 2 ;;
    esac
done
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
