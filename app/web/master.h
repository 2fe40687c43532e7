/* master.h: the process that others see: it forks the workers, replaces those that end, drains on
 * SIGTERM or SIGINT, and answers for the program's health. It touches no file after its start, so
 * nothing makes it hang. */
#ifndef WEB_MASTER_H
#define WEB_MASTER_H

#include "web/metrics.h"

struct master_plan {
    struct metrics *metrics;
    int health;       /* a listening socket */
    int64_t drain_ms; /* what is not done by then is killed */
    /* Runs in a child of its own until SIGTERM and gives its exit status. */
    int (*worker)(const void *self, size_t number);
    /* NULL: none. Another such child, which is never waited for: it may hang in a read of the store
     * and then ends when that does. */
    void (*keeper)(const void *self);
    const void *self;
};

/* Until drained. Gives the exit status. */
MUST_USE struct err master_run(const struct master_plan *plan);

#endif
