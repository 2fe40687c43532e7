/* series.h: pages by quarter of an hour and outcome, over some UTC days: what a chart of any bins
 * in any zone is made of. Pure. */
#ifndef STORE_SERIES_H
#define STORE_SERIES_H

#include "store/cube.h"

#define SERIES_DAYS_MAX 1024 /* of one span; segments are a month long */

struct series {
    int32_t first;
    size_t days;
    uint32_t *cell; /* as tally_slots, day after day */
};

/* All zero. */
struct series series_of(struct arena *a, int32_t first, size_t days);
/* A day of it, as tally_slots. */
uint32_t (*series_day(const struct series *s, int32_t day))[OUTCOME__N];
void series_encode(const struct series *s, struct out *blob);
/* ERR_INPUT when it is not one of ours, or cut. */
MUST_USE struct err series_decode(struct str blob, struct arena *a, struct series *out);

#endif
