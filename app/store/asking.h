/* asking.h: a question about sheets while it is answered: what is open of both data sets. */
#ifndef STORE_ASKING_H
#define STORE_ASKING_H

#include "store/pick.h"
#include "store/snapshot.h"

#define NEAR_DAYS 2

/* Incidents of pages. Most that are asked about are not among them: a bit for their high bits tells
 * of nearly all of those. */
#define KNOWN_BITS 16
struct known {
    struct set keys;
    uint64_t *bits;
    bool nameless; /* a page has no incident */
};

/* A sheet of the other data set, and what was found out about it. */
struct near {
    struct sheet_in in;
    int32_t day;
    bool turned, has;
    struct set verdict; /* of pages that attempts ask about, by their key: whether they pass */
    struct known known; /* of those pages */
};

struct asking {
    struct snapshot *snapshot;
    struct arena arena; /* as long as the question */
    struct pick pick;
    struct sheet_in in;
    struct near near[NEAR_DAYS]; /* by day */
};

/* The days of a segment that are inside the question and kept. */
struct day_run {
    int32_t first, last; /* both inclusive; empty when first > last */
};
struct day_run asking_days(
    const struct family_state *f, const struct segment_ref *ref, const struct where *w);
/* The open sheet of the other data set of that day. */
MUST_USE struct err asking_near(struct asking *x, enum dataset d, int32_t day, struct near **out);
/* Leaves of the picked page-outs those with an attempt inside the question. */
MUST_USE struct err tries_keep(struct asking *x, struct rows_of_day *rows);
/* Leaves of the picked attempts those whose page passes; *unknown are those without a page. */
MUST_USE struct err tries_keep_answered(
    struct asking *x, struct rows_of_day *rows, size_t *unknown);

#endif
