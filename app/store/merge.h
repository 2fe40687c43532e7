/* merge.h: what is staged of a day, laid over what the base holds of it. */
#ifndef STORE_MERGE_H
#define STORE_MERGE_H

#include "store/fold.h"
#include "store/row.h"
#include "store/writer.h"

struct merge {
    struct rows rows; /* each row once, the version that holds, in no promised order */
    int64_t put[PUT__N];
    int64_t kept_new, kept_newer;
    bool changed; /* whether `rows` are others than the base's */
};

/* Makes records of all that is staged, and lays them over the base's rows. Two ids with one
 * key are ERR_INPUT. Rows are in the arena, texts in the arena, in `staged` or the base's. */
MUST_USE struct err merge_day(struct arena *a, const struct fold *staged, const struct rows *base,
    const struct makers *makers, void *maker, struct merge *out);

#endif
