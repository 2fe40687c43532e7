/* load.h: how pages fall on people: on all who were on call or paged, those without a page too. */
#ifndef QUERY_LOAD_H
#define QUERY_LOAD_H

#include "query/notes.h"

/* A person's duty, as far as it counts along the axes: the UTC days of it, both inclusive. */
struct claim {
    uint32_t who; /* as in notes */
    uint32_t group[AXIS__N];
    int32_t first, last;
};

struct load {
    const struct notes *notes;
    const struct claim *claim; /* by person, then by first */
    size_t claims;
    uint32_t people; /* the greatest number of a person */
};

/* The load of each of n groups along an axis. */
void load_add(const struct load *x, enum axis axis, struct facts *f, size_t n);

#endif
