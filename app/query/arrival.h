/* arrival.h: why attempts failed and how long the others took, from their rows in the table: a
 * stated part of them where they are many. */
#ifndef QUERY_ARRIVAL_H
#define QUERY_ARRIVAL_H

#include "query/matter.h"

#define ARRIVALS_LOOKED 5000 /* rows: a share of them is within 1.4 points */
#define DELAYS 12
extern const int64_t delay_edge_ms[DELAYS - 1]; /* a delay of exactly that is in the one before */

struct reason {
    struct str text; /* as exported; empty: none is told */
    uint64_t n;
};

struct arrivals {
    bool refused; /* a filter asks about pages, which these rows do not know */
    struct sampled sampled;
    struct reason *reason; /* of the failed, the most first */
    size_t reasons;
    uint64_t failed, delivered;
    uint64_t delay[DELAYS]; /* of the delivered with both times: from sending to the receipt */
    uint64_t untimed;       /* the other delivered ones */
    int64_t p50_ms, p90_ms, p99_ms; /* MS_UNKNOWN: of fewer than five */
};

/* Everything in the arena. */
MUST_USE struct err arrivals_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct arrivals *out);

#endif
