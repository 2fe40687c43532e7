/* abouts.h: a day's rows in the order of what they are about, as one blob beside its totals: the
 * rows of one incident lie together in it, and are found without a look at any other day's row but
 * those of a binary search. It numbers rows by their place in the day, so it stays as it is when
 * days are joined. */
#ifndef STORE_ABOUTS_H
#define STORE_ABOUTS_H

#include "store/db.h"

/* Of n rows: entry[i * stride bytes] is the number, up to `entries`, of row i's entry of
 * PART_ABOUT. */
struct str abouts_encode(
    struct arena *a, const uint32_t *entry, size_t stride, size_t n, size_t entries);
/* The entries of PART_ABOUT of one incident, the first and the last of them: they lie together, for
 * its text is what an entry begins with. *there is false when it has none. */
MUST_USE struct err abouts_of_incident(
    struct arena *a, struct db *db, struct str incident, int64_t entry[2], bool *there);
/* The rows of that day whose entry is one of first..last: their numbers in the table, in no order.
 * In the arena. */
MUST_USE struct err abouts_rows(
    struct arena *a, struct db *db, int32_t day, const int64_t entry[2], int64_t **row, size_t *n);

#endif
