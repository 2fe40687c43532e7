/* runs.h: where the rows of one key stand in an array that is sorted or grouped by it: the first
 * and how many. Filled once, then only read, by any number of threads; a look-up touches one line
 * of memory. */
#ifndef LIB_RUNS_H
#define LIB_RUNS_H

#include "lib/arena.h"

struct run_of_rows {
    int64_t key;
    uint32_t first, n;
};

struct runs {
    struct arena *a;
    struct run_of_rows *slot; /* by key; n 0 = free */
    size_t mask, keys;
};

/* Room for so many keys; it grows in the arena when there are more. Keys are hashes already: their
 * low bits choose the place. */
struct runs runs_of(struct arena *a, size_t keys);
/* The run of that key, until the next call. When there was none its n is 0, and the caller sets
 * first and n, which is not 0. */
struct run_of_rows *runs_take(struct runs *r, int64_t key);
/* n is 0 where there is none; also in an empty `runs`. */
static inline struct run_of_rows runs_find(const struct runs *r, int64_t key)
{
    if (!r->slot)
        return (struct run_of_rows){0};
    size_t i = (uint64_t)key & r->mask;
    while (r->slot[i].n && r->slot[i].key != key)
        i = (i + 1) & r->mask;
    return r->slot[i];
}

#endif
