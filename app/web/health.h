/* health.h: /healthz, /readyz and /metrics, from shared memory alone: they answer at once while
 * every worker hangs in a read. On a socket of their own, answered by the master between two looks
 * at its children. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/metrics.h"
#include "web/req.h"

struct health {
    const struct metrics *metrics;
    struct arena once, request;
    struct fcgi *fcgi;
};

/* `listening` stays the caller's. */
MUST_USE struct err health_open(struct health *h, const struct metrics *m, int listening);
void health_done(struct health *h);
/* Takes one connection if there is one and answers it. Another side that does not send is left
 * after seconds; the caller is the process's only user of SIGALRM. */
void health_serve(struct health *h);
/* The answer to one request, in memory. */
void health_answer(
    const struct metrics *m, struct arena *a, const struct req *req, struct res *res);

#endif
