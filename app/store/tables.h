/* tables.h: the tables of a new segment from one day's rows in memory. */
#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include "store/segment.h"

/* Into an empty database, the one day of the plan. Marks rows as repeated. *open_pages of page-outs
 * is set. */
MUST_USE struct err tables_write(
    struct arena *a, struct db *db, const struct segment_plan *plan, int64_t *open_pages);

#endif
