/* hash.h: the two hashes in use. hash64 (XXH3, fixed seed) makes the integer keys that are kept in
 * the store, so it may never change; SHA-256 (libcrypto) proves that a file is what a manifest
 * names. */
#ifndef LIB_HASH_H
#define LIB_HASH_H

#include "lib/err.h"

#include <stdatomic.h>

#define SHA256_HEX 64

/* A key for these bytes, never 0: 0 stands for "unknown" everywhere. */
int64_t hash64(struct str s);
/* A key for several texts in order; {"ab","c"} and {"a","bc"} differ. */
int64_t hash64_of(const struct str *parts, size_t n);

struct sha256 {
    char hex[SHA256_HEX + 1];
};

struct sha256 sha256_of(struct str s);
/* Of an open file from its start to its end, read with pread, 1 MiB at a time. */
MUST_USE struct err sha256_fd(int fd, struct sha256 *out);
/* The same, and after each piece: its bytes go into the file `copy`, unless that is -1, and the
 * time (clock_tick_ns) into *beat, unless that is NULL. */
MUST_USE struct err sha256_pass(int fd, int copy, _Atomic int64_t *beat, struct sha256 *out);

#endif
