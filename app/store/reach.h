/* reach.h: whom a node of the organisation reaches in a segment, as ranges of numbers: its
 * dictionary of people is in the order of the organisation, so they are few. */
#ifndef STORE_REACH_H
#define STORE_REACH_H

#include "etl/record.h"
#include "store/db.h"
#include "store/set.h"

struct range {
    int32_t node;
    int64_t first, last; /* both inclusive */
};

struct reach {
    struct arena *a;
    struct range *range; /* once sorted: by node and first */
    size_t n, cap;
    struct set latest; /* node -> place of its last range */
};

struct reach reach_of(struct arena *a);
/* The people of a dictionary, in its order, from 1 without a gap. */
void reach_add(struct reach *x, const struct record *who, int64_t number);
void reach_sort(struct reach *x);
/* How many of the ranges from `i` on are of the same node. */
size_t reach_same(const struct reach *x, size_t i);
MUST_USE struct err reach_write(struct db *db, const struct reach *x);

#endif
