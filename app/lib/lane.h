/* lane.h: things that one thread hands to one other, in order and a few at a time. Either of them
 * may close the lane, and why it did is what the other one is told. */
#ifndef LIB_LANE_H
#define LIB_LANE_H

#include "lib/err.h"

#include <pthread.h>

#define LANE_MAX 16 /* things on their way */

struct lane {
    pthread_mutex_t lock;
    pthread_cond_t moved; /* one side at most waits: for room, or for a thing */
    void *thing[LANE_MAX];
    size_t first, n, room;
    bool closed;
    struct err why;
};

/* For `room` things on their way, 1 to LANE_MAX. */
void lane_open(struct lane *l, size_t room);
void lane_done(struct lane *l);
/* Waits while the lane is full. What is not taken any more comes back with the taker's reason; the
 * thing stays the caller's. */
MUST_USE struct err lane_put(struct lane *l, void *thing);
/* Waits for the next thing. Once all are taken of a lane that the giver closed: NULL, and the
 * giver's reason. */
MUST_USE struct err lane_take(struct lane *l, void **thing);
/* The first who closes gives the reason. The giver's may be OK, the taker's may not. */
void lane_close(struct lane *l, struct err why);

#endif
