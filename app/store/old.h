/* old.h: the rows of a segment of schema 1, so that it can be built anew. Nothing else of it is
 * read any more. */
#ifndef STORE_OLD_H
#define STORE_OLD_H

#include "store/segment.h"

/* As segment_rows. */
MUST_USE struct err old_rows(
    struct arena *a, struct db *db, enum family f, int32_t day, struct rows *out);

#endif
