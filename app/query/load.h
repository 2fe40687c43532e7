/* load.h: how pages fall on people: on all who were on call or paged, those without a page too. */
#ifndef QUERY_LOAD_H
#define QUERY_LOAD_H

#include "lib/order.h"
#include "query/notes.h"

/* A person's duty, as far as it counts along the axes: the UTC days of it, both inclusive. */
struct claim {
    uint32_t who; /* as in notes */
    uint32_t group[AXIS__N];
    int32_t first, last;
    int32_t level; /* of escalation, from 1; 0 = not told */
};

struct load {
    const struct notes *notes;
    const struct claim *claim; /* by person, then by first */
    size_t claims;
    uint32_t people; /* the greatest number of a person */
};

/* The load of each of n groups along an axis. */
void load_add(const struct load *x, enum axis axis, struct facts *f, size_t n);
/* Of n people whose pages ascend in the low half of the keys: what is uneven, and the top tenth's.
 * f->load.pages is their sum already. */
void load_judge(const struct ordered *load, size_t n, struct facts *f);
/* How many days of a duty are past *through, which moves to its end: days of overlapping duties
 * are counted once, where they come by their first. INT32_MIN: none was counted yet. */
uint32_t claim_days(const struct claim *c, int32_t *through);

#endif
