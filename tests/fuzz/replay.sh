#!/bin/sh
# Runs every fuzzer given over its corpus, tests/corpus/<parser>/: what fuzzing found stays found.
set -u
passed=0 failed=0
for program in "$@"; do
    parser=$(basename "$program" _fuzz)
    set -- "tests/corpus/$parser"/*
    if [ ! -e "$1" ]; then
        echo "$parser: no corpus"
        failed=$((failed + 1))
        continue
    fi
    if "$program" "$@" >/tmp/pagetrail-replay.$$ 2>&1; then
        passed=$((passed + $#))
    else
        tail -n 30 /tmp/pagetrail-replay.$$
        echo "$parser: failed"
        failed=$((failed + 1))
    fi
done
rm -f /tmp/pagetrail-replay.$$
echo "replay: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
