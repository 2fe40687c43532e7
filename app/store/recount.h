/* recount.h: whether what a segment holds beside its records is what its records say. Each day is
 * built anew from them and compared, and then what spans all of them. */
#ifndef STORE_RECOUNT_H
#define STORE_RECOUNT_H

#include "store/db.h"
#include "store/manifest.h"
#include "store/scratch.h"

/* `db` is the open segment; `through` is its family's. Memory is one day's. *found is what is wrong
 * with the segment, or OK; the answer is what kept us from knowing. */
MUST_USE struct err recount_segment(const struct scratch *s, struct db *db, enum family f,
    const struct segment_ref *ref, int64_t through, struct err *found);
/* Whether the directory's rows can be true together. */
MUST_USE struct err recount_directory(struct db *db, const struct segment_ref *ref);

#endif
