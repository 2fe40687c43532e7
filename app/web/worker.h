/* worker.h: a process that follows the store and answers requests, one at a time. It keeps nothing
 * between two of them but the open snapshot, so it may die at any moment and another does as well.
 */
#ifndef WEB_WORKER_H
#define WEB_WORKER_H

#include "query/preset.h"
#include "settings.h"
#include "web/metrics.h"

struct worker_plan {
    const struct settings *settings;
    struct str build, statics;
    struct presets presets;
    int listening;
    struct metrics *metrics;
    struct proofs *proofs;
};

/* Answers until SIGTERM. Gives the exit status. */
int worker_run(const struct worker_plan *plan, size_t number);

#endif
