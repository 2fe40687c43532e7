/* reach.h: whom a node of the organisation and a team reach in a segment, as ranges of numbers. Its
 * dictionary of people is in the order of the organisation, so a node has few, and they are kept.
 */
#ifndef STORE_REACH_H
#define STORE_REACH_H

#include "etl/record.h"
#include "store/db.h"
#include "store/set.h"

/* What totals are kept of. */
enum scope { SCOPE_ALL, SCOPE_NODE, SCOPE_TEAM, SCOPE__N };

struct range {
    enum scope scope;
    int64_t key;
    int64_t first, last; /* both inclusive */
};

struct reach {
    struct arena *a;
    struct range *range; /* once sorted: by scope, key, first */
    size_t n, cap;
    struct set latest[SCOPE__N]; /* key -> place of its last range */
};

struct reach reach_of(struct arena *a);
/* The people of a dictionary, in its order, from 1 without a gap. */
void reach_add(struct reach *x, const struct record *who, int64_t number);
void reach_sort(struct reach *x);
/* How many of the ranges from `i` on are of the same scope and key. */
size_t reach_same(const struct reach *x, size_t i);
/* Those of nodes. */
MUST_USE struct err reach_write(struct db *db, const struct reach *x);

#endif
