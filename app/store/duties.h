/* duties.h: who is on call, as the directory tells. */
#ifndef STORE_DUTIES_H
#define STORE_DUTIES_H

#include "store/reader.h"

struct duty {
    int64_t person, team; /* hash64 of their ids */
    int32_t node;         /* the lowest that the person is in today; 0 = none */
    int32_t first, last;  /* the UTC days that it touches, both inclusive; last may be any later */
};

struct duty_ask {
    int32_t first, last; /* UTC days, both inclusive */
    bool places;         /* nodes are asked for, else 0 */
};
/* Those that touch one of the days: by person, then by `first`. Nothing without a directory. */
MUST_USE struct err snapshot_duties(
    struct snapshot *s, struct arena *a, const struct duty_ask *ask, struct duty **out, size_t *n);
/* The node above each: every number with a parent is put, the parent as its value. */
MUST_USE struct err snapshot_parents(struct snapshot *s, struct set *into);

#endif
