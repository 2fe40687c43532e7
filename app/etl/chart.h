/* chart.h: who is above whom: the manager chain of a person at an instant, as org nodes. Loops are
 * cut at the member with the smallest id, who counts as having no manager; level 1 is the top;
 * deeper than NODE_DEPTH_MAX is left out. */
#ifndef ETL_CHART_H
#define ETL_CHART_H

#include "etl/roster.h"
#include "lib/arena.h"

struct chart {
    const struct roster *roster;
    const uint32_t *report; /* person versions that name a manager, by his id, then by their own */
    size_t reports;
};

struct place {
    int64_t from, to; /* the chain is the same in [from, to) */
    int32_t node[NODE_DEPTH_MAX],
        depth; /* the nodes of all above, and the own one of who manages */
    bool cut;  /* a loop was cut, or levels were left out */
};

/* The roster must have its nodes, and must outlive the chart. */
struct chart chart_of(struct arena *a, const struct roster *r);
/* Depth 0: no place is known. That is so for who is unknown, deleted, or neither managed nor
 * managing. */
struct place chart_place(const struct chart *c, struct str person_id, int64_t at);

#endif
