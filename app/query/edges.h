/* edges.h: the times that answers are told by: human ones, and the same everywhere, so that one
 * team's can be laid over another's. */
#ifndef QUERY_EDGES_H
#define QUERY_EDGES_H

#include "query/metric.h"

#define EDGES 16
extern const int64_t edge_ms[EDGES]; /* 5 s to a day */

/* Accepted within that edge, but not within the one before; EDGES: later than all of them.
 * What was accepted at no known time is nowhere. */
uint64_t edges_between(const struct tally *t, size_t edge);

#endif
