/* duties.h: who is on call, as the directory tells. */
#ifndef STORE_DUTIES_H
#define STORE_DUTIES_H

#include "store/reader.h"

struct duty {
    int64_t person, team; /* hash64 of their ids */
    int32_t first, last;  /* the UTC days that it touches, both inclusive; last may be any later */
    int32_t level;        /* of escalation, from 1; 0 = not told */
};

/* Those that touch a UTC day of first..last: by person, then by `first`. Nothing without a
 * directory. */
MUST_USE struct err snapshot_duties(
    struct snapshot *s, struct arena *a, int32_t first, int32_t last, struct duty **out, size_t *n);

/* A person's duty for one team, to the minute. */
struct duty_span {
    struct str person; /* the id */
    int32_t level;
    int64_t from, to; /* UTC ms; INT64_MAX while it has no end */
};
/* Those of a team that touch [from, to): by `from`, then level, then person. */
MUST_USE struct err snapshot_team_duties(struct snapshot *s, struct arena *a, struct str team,
    struct span range, struct duty_span **out, size_t *n);

#endif
