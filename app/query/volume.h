/* volume.h: pages by outcome over time, in bins of any whole number of quarters of an hour. */
#ifndef QUERY_VOLUME_H
#define QUERY_VOLUME_H

#include "query/filter.h"
#include "query/overview.h"

#define VOLUME_STEP_MIN (15 * MINUTE_MS)

struct volume {
    int64_t from, to;    /* UTC ms, half-open */
    int64_t first, step; /* the whole step that holds `from`; bin i stands for first + i * step */
    struct bin *bin;     /* ascending; the first and last are cut to the range */
    size_t bins;
    enum held held;  /* of the whole range */
    int64_t through; /* where the data ends */
};

/* The smallest even step (a divisor of the day, or whole days) that is no finer than `wanted` and
 * cuts the range into `points` bins at most. */
int64_t volume_step(int64_t from, int64_t to, int64_t wanted, int64_t points);
/* The pages of [from, to) that the filter asks for (its own range and zone are not read). Bins
 * begin at whole steps, days at 00:00 UTC, weeks on Mondays. `step` is one that volume_step gives.
 * ERR_BUSY: out of time. */
MUST_USE struct err volume_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct span range, int64_t step, struct volume *out);

#endif
