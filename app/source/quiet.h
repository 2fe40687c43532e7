/* quiet.h: until when the platform wants to be left alone, shared by all processes of a run: a
 * Retry-After that one of them is given holds for the others too. */
#ifndef SOURCE_QUIET_H
#define SOURCE_QUIET_H

#include <stdatomic.h>

#include "source/api.h"

struct quiet {
    _Atomic int64_t *until; /* monotonic ms, in memory that children share */
    struct world inner;     /* what calls go through once it is quiet no more */
    int64_t patience_ms;    /* longer is not waited for */
};

/* Before the processes are forked. */
MUST_USE struct err quiet_open(struct quiet *q);
void quiet_done(struct quiet *q);
/* Monotonic ms until calls are welcome again; 0 = now. */
int64_t quiet_left(const struct quiet *q, int64_t tick_ms);
/* A world whose calls wait as long as the platform asked anyone to, and heed its 429 and 503 for
 * all. A call that would have to wait longer than the patience is ERR_BUSY at once. `q` must
 * outlive it. */
struct world quiet_world(struct quiet *q, struct world inner, int64_t patience_ms);

#endif
