#!/bin/sh
# Everything that reads the code without running it. Each finding is printed; any of them fails.
set -u
jobs=${1:-2}
status=0
files=$(git ls-files -co --exclude-standard 'app/*.c' 'app/*.h' 'app/*/*.c' 'app/*/*.h' 'tests/unit/*.[ch]' 'tests/fuzz/*.[ch]' 'tests/faults/*.c' 'tests/nfs/*.c')
sources=$(printf '%s\n' "$files" | grep '^app/.*\.c$')

echo "warnings as errors"
make -s --no-print-directory lint-build JOBS="$jobs" || status=1

echo "clang-format"
# shellcheck disable=SC2086 # a list of files
clang-format --dry-run --Werror $files || status=1

echo "cppcheck"
# shellcheck disable=SC2086
cppcheck --quiet --std=c11 --language=c -Iapp -D_GNU_SOURCE -j "$jobs" --error-exitcode=1 \
    --enable=warning,style,performance,portability --inline-suppr --suppressions-list=tests/cppcheck.txt \
    $sources || status=1

echo "clang-tidy"
printf '%s\n' "$sources" | xargs -P "$jobs" -n 1 sh -c \
    'clang-tidy --quiet "$1" -- -std=c17 -D_GNU_SOURCE -Iapp -Wno-unknown-warning-option 2>/dev/null' sh || status=1

echo "shellcheck"
shellcheck -S warning .ci/*.sh nginx/*.sh tests/*.sh tests/*/*.sh || status=1

echo "file length"
for f in $sources; do
    n=$(wc -l <"$f")
    [ "$n" -le 500 ] || { echo "$f: $n lines, more than 500"; status=1; }
done
[ $status -eq 0 ] && echo "lint: clean"
exit $status
