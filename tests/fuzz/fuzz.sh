#!/bin/sh
# Fuzzes every parser for SECONDS each with libFuzzer under ASan and UBSan; what it finds is left in
# build/fuzz/, to be mended and added to tests/corpus/.
set -eu
seconds=$1
for source in tests/fuzz/*_fuzz.c; do
    parser=$(basename "$source" _fuzz.c)
    make -s --no-print-directory BUILD=build/fuzz CC=clang MODE=fuzz CFLAGS_fuzz='-g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' build/fuzz/libpagetrail.a
    mkdir -p "build/fuzz/found/$parser"
    clang -g -O1 -std=c17 -D_GNU_SOURCE -Iapp -fsanitize=fuzzer,address,undefined "$source" build/fuzz/libpagetrail.a \
        -lfcgi -lsqlite3 -lcurl -ljansson -ljwt -lmicrohttpd -larchive -lcrypto -lxxhash -lutf8proc -lz -lm -lpthread -o "build/fuzz/$parser"
    echo "$parser: $seconds s"
    "build/fuzz/$parser" -max_total_time="$seconds" -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$parser/" "build/fuzz/found/$parser" "tests/corpus/$parser" \
        2>"build/fuzz/$parser.log" || { tail -n 40 "build/fuzz/$parser.log"; exit 1; }
    sed -n 's/^stat::number_of_executed_units: */  runs: /p' "build/fuzz/$parser.log"
done
