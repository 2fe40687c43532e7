#!/bin/sh
# Prints compile_commands.json: sh tests/compile-commands.sh "COMPILER AND FLAGS" FILE...
flags=$1
shift
here=$(pwd)
printf '['
comma=
for file in "$@"; do
    printf '%s\n{"directory":"%s","command":"%s -c %s","file":"%s"}' "$comma" "$here" "$flags" "$file" "$file"
    comma=,
done
printf '\n]\n'
