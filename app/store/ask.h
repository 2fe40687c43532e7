/* ask.h: one segment's records that are inside a `where`, by the narrowest index. */
#ifndef STORE_ASK_H
#define STORE_ASK_H

#include "store/reader.h"
#include "store/row.h"
#include "store/set.h"

/* What is done with each; its key and version may be missing. */
struct taker {
    void (*take)(void *self, const struct row *row);
    void *self;
    uint32_t texts; /* those it needs */
    bool path;      /* whether it needs the organisation's path */
    bool ordered;   /* by (WHEN_CREATED, id) */
};

/* Channels are looked at for notifications only: what they mean for pages takes another segment. */
MUST_USE struct err ask_records(
    struct db *db, struct arena *a, enum dataset d, const struct where *w, const struct taker *t);
/* The channels on which that page was tried, as this notifications segment tells, added to *mask.
 */
MUST_USE struct err ask_way(struct db *db, int64_t page, uint32_t *mask);
/* All pages that were tried on any of these channels, added to the set. */
MUST_USE struct err ask_ways(struct db *db, uint32_t channels, struct set *pages);

#endif
