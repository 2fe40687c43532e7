/* interruption.h: how often people were disturbed. Attempts that make a noise and are known to have
 * arrived; those of one person less than a minute after the first of them are one interruption,
 * whose hours are those of that first one. A UTC day at a time: nothing is carried over midnight.
 * Rows without a recipient disturb nobody. Pure. */
#ifndef STORE_INTERRUPTION_H
#define STORE_INTERRUPTION_H

#include "store/cube.h"

#define INTERRUPTION_MS MINUTE_MS

struct noise;

struct interruptions {
    struct arena *a;
    struct noise *noise;
    size_t n, cap;
};

struct interruptions interruptions_of(struct arena *a);
/* Any attempt of the day, in any order: what disturbs nobody is passed over. */
void interruptions_add(struct interruptions *x, const struct record *r);
/* Adds the day's to *into, and begins another day. */
void interruptions_end_day(struct interruptions *x, struct attempts *into);

#endif
