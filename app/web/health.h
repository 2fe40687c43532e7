/* health.h: /healthz, /readyz and /metrics, from shared memory alone: they answer at once while
 * every worker hangs in a read. A process of its own beside the workers, on a socket of its own. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/metrics.h"
#include "web/req.h"

/* The answer to one request; pure but for the clock. */
void health_answer(
    const struct metrics *m, struct arena *a, const struct req *req, struct res *res);
/* Answers until SIGTERM. Gives the exit status. */
int health_run(const struct metrics *m, int listening);

#endif
