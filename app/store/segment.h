/* segment.h: building the file of some UTC days, or of the directory, in staging. The same records
 * give the same bytes, so that days in which nothing changed are told by their SHA-256. */
#ifndef STORE_SEGMENT_H
#define STORE_SEGMENT_H

#include "etl/roster.h"
#include "store/manifest.h"
#include "store/row.h"

/* All rows of one UTC day as they are to be. */
struct day_rows {
    int32_t day;
    struct rows rows;
};

/* What a segment is to hold: the rows of n days, ascending by day, and what `base` (NULL: nothing),
 * an open segment of the newest schema, holds of other days. */
struct segment_plan {
    enum family family;
    struct db *base;
    const struct day_rows *days;
    size_t n;
    int64_t through; /* decides which pages are open */
};

/* Builds `path`, a new file, and fills all of *out but its name and its days. Rows are marked as
 * repeated in here. */
MUST_USE struct err segment_build(
    struct arena *a, const char *path, const struct segment_plan *plan, struct segment_ref *out);
/* Builds `path`, a new file, of n open segments that have no day in common, and fills all of *out
 * but its name and its days. Memory grows with what the records share, not with rows; the same days
 * give the same bytes in however many steps they were joined. ERR_INPUT when one is of an older
 * schema, or has pages that are still open: their days are young and will be built anew. */
MUST_USE struct err segment_join(
    const char *path, enum family f, struct db *const *in, size_t n, struct segment_ref *out);
/* What an open segment, also one of an older schema, holds of that day, ascending by key; rows and
 * texts in the arena. */
MUST_USE struct err segment_rows(
    struct arena *a, struct db *db, enum family f, int32_t day, struct rows *out);
MUST_USE struct err segment_build_directory(
    const char *path, const struct roster *r, struct segment_ref *out);

#endif
