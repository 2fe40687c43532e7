#!/bin/sh
# Runs each unit test program given, shows the output of those that fail, and counts the tests.
set -u
passed=0 failed=0
for t in "$@"; do
    out=$(CMOCKA_MESSAGE_OUTPUT=STDOUT "$t" 2>&1)
    status=$?
    n=$(printf '%s\n' "$out" | grep -c '^\[       OK \]')
    f=$(printf '%s\n' "$out" | grep -c '^\[  FAILED  \] [a-z0-9_]*$')
    if [ "$status" -ne 0 ] || [ "$n" -eq 0 ]; then
        printf '%s\n%s: exit status %s\n' "$out" "$t" "$status"
        [ "$f" -eq 0 ] && f=1
    fi
    passed=$((passed + n)) failed=$((failed + f))
done
echo "unit: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
