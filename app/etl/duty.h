/* duty.h: on-call duty as it was known and as it is served, made one. */
#ifndef ETL_DUTY_H
#define ETL_DUTY_H

#include "etl/roster.h"
#include "lib/arena.h"

/* Of one person, team and level: served duties that overlap are one. What was known and is served
 * no more stays as far as it has begun: until now, or until a served one begins in it; one that
 * begins before it takes its place. Gives out->oncalls. */
void duty_merge(struct arena *a, struct arena *scratch, const struct roster *before,
    const struct roster *served, int64_t now, struct roster *out);

#endif
