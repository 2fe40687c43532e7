/* dict.h: writing the dictionaries of a segment: entry by entry in their order, or a whole one from
 * records in memory. */
#ifndef STORE_DICT_H
#define STORE_DICT_H

#include "store/part.h"
#include "store/reach.h"

struct dict {
    struct stmt insert, path;
    enum part part;
    int64_t n; /* entries so far: the number of the last one */
    int64_t paths;
    int32_t node[NODE_DEPTH_MAX]; /* of the last entry of PART_WHO */
    struct reach *reach;
};

/* `reach` learns of the people of PART_WHO; NULL for others. */
struct dict dict_of(struct db *db, enum part p, struct reach *reach);
void dict_done(struct dict *d);
/* The next one in ascending order; borrowed for the call. Its number is d->n. */
void dict_put(struct dict *d, struct str entry);
/* The first thing that went wrong, if any. */
MUST_USE struct err dict_end(struct dict *d);

/* A record of each entry, in ascending order of these. */
struct dict_plan {
    enum part part;
    const struct record **record;
    size_t n;
};
MUST_USE struct err dict_write(struct db *db, const struct dict_plan *plan, struct reach *reach);

#endif
