/* join.h: several segments as one, read and written once from their start to their end: the
 * dictionaries merge in their order, records are copied day by day with the new numbers, totals by
 * scope and day; spans are made of what was copied. Memory grows with the dictionaries, never with
 * rows. The same days give the same bytes, in however many steps they were joined. */
#ifndef STORE_JOIN_H
#define STORE_JOIN_H

#include "store/segment.h"

/* A segment, without some of its days. */
struct joined {
    struct db *db;
    const struct day_rows *without; /* n of them; only their days are looked at */
    size_t n;
};

/* Into an empty database, in a transaction of its own: what n segments hold, no day twice
 * (ERR_INPUT). Fills the counts of *out. */
MUST_USE struct err join_write(
    struct db *db, enum family f, const struct joined *in, size_t n, struct segment_ref *out);

#endif
