/* totals.h: the blobs beside a segment's records: one for everything, one a node and one a team
 * that has any, so that a question about them reads one row a day. */
#ifndef STORE_TOTALS_H
#define STORE_TOTALS_H

#include "store/cube.h"
#include "store/manifest.h"
#include "store/row.h"

enum scope { SCOPE_ALL, SCOPE_NODE, SCOPE_TEAM };

struct rows {
    struct row *row; /* ascending by key */
    size_t n;
};

/* Writes the totals of these rows into an empty table. */
MUST_USE struct err totals_write(
    struct arena *a, struct db *db, enum family f, const struct rows *rows, int64_t through);
/* Adds what the segment holds of that scope; nothing when it has none. */
MUST_USE struct err totals_pages(
    struct db *db, enum scope scope, int64_t key, tally_slots slots, struct tally *into);
MUST_USE struct err totals_attempts(
    struct db *db, enum scope scope, int64_t key, uint32_t channels, struct attempts *into);

#endif
