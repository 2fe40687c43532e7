/* crew.h: tasks that do not depend on one another, shared out among threads. */
#ifndef LIB_CREW_H
#define LIB_CREW_H

#include "lib/err.h"

/* One task: number i of them, done by worker number `worker`, who does one at a time. */
struct crew_work {
    struct err (*task)(void *self, size_t worker, size_t i);
    void *self;
};

/* Does tasks 0 to tasks - 1 with as many workers, each a thread; one works in the caller's. Begins
 * them in order. After a failure no further one begins, and of several failures the first task's is
 * the answer, so that it does not depend on who was faster. */
MUST_USE struct err crew_run(size_t workers, size_t tasks, struct crew_work work);

#endif
