/* chart.h: who is above whom: the manager chain of a person at an instant, as org nodes. Loops are
 * cut at the member with the smallest id, who counts as having no manager; level 1 is the top;
 * deeper than NODE_DEPTH_MAX is left out. */
#ifndef ETL_CHART_H
#define ETL_CHART_H

#include "etl/roster.h"
#include "lib/runs.h"

struct chart {
    const struct roster *roster;
    struct runs reports;  /* by hash64 of a manager's id: the last version that names him */
    const uint32_t *next; /* the one before it that has the same hash, + 1; 0 = none */
};

struct place {
    int64_t from, to; /* the chain is the same in [from, to) */
    int32_t node[NODE_DEPTH_MAX],
        depth;   /* the nodes of all above, and the own one of who manages */
    bool loop;   /* one was cut */
    bool folded; /* levels were left out: whoever is below the last one counts there */
};

/* The roster must have its nodes and its index, and must outlive the chart. */
struct chart chart_of(struct arena *a, const struct roster *r);
/* Depth 0: no place is known. That is so for who is unknown, deleted, or neither managed nor
 * managing. */
struct place chart_place(const struct chart *c, struct str person_id, int64_t at);

#endif
