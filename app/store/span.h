/* span.h: the totals of all days of a segment at once, for everything, each node, each team and
 * each person: of a long range one row a month instead of one a day. They are made from the
 * segment's own days and records, and can be made again. */
#ifndef STORE_SPAN_H
#define STORE_SPAN_H

#include "store/cube.h"
#include "store/db.h"
#include "store/manifest.h"
#include "store/totals.h"

/* From the totals and records of a segment into a table of spans, of that segment or an empty one.
 * A segment of one day has none, and neither has one with open pages, whose totals will change. */
MUST_USE struct err spans_write(struct db *from, struct db *to, enum family f);

/* Whether the segment has any: what has no span then has no rows. */
MUST_USE struct err span_is_kept(struct db *db, bool *kept);
/* Adds the span of that scope; nothing when it has none. `days` may be NULL; `a` is as it was
 * afterwards. */
MUST_USE struct err span_pages(struct db *db, struct arena *a, enum scope scope, int64_t key,
    const struct day_taker *days, struct tally_sum *into);
MUST_USE struct err span_attempts(
    struct db *db, enum scope scope, int64_t key, uint32_t channels, struct attempts *into);

/* The entries of the dictionary of people that are that person: a key each of SCOPE_WHO. Several
 * when the person moved, and then what no sum of them tells are the interruptions of those days. */
struct span_whos {
    int64_t *id;
    size_t n;
};
MUST_USE struct err span_whos(
    struct db *db, struct arena *a, int64_t person, struct span_whos *out);

#endif
