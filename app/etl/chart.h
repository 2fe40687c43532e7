/* chart.h: who is above whom: the manager chain of a person at an instant, as org nodes. Loops are
 * cut at the member with the smallest id, who counts as having no manager; level 1 is the top;
 * deeper than NODE_DEPTH_MAX is left out. */
#ifndef ETL_CHART_H
#define ETL_CHART_H

#include "etl/roster.h"
#include "lib/runs.h"

struct line;

struct chart {
    const struct roster *roster;
    struct runs reports;  /* by hash64 of a manager's id: the last version that names him */
    const uint32_t *next; /* the one before it that has the same hash, + 1; 0 = none */
    /* Managers' own chains, each as it was asked for last: many people share one. */
    struct arena *a;
    uint32_t *line_of; /* of a version: into line[], from 1; 0 = never asked for */
    struct line *line;
    size_t lines, cap;
};

struct place {
    int64_t from, to; /* the chain is the same in [from, to) */
    int32_t node[NODE_DEPTH_MAX],
        depth;   /* the nodes of all above, and the own one of who manages */
    bool loop;   /* one was cut */
    bool folded; /* levels were left out: whoever is below the last one counts there */
};

/* The roster must have its nodes and its index; it and the arena must outlive the chart. */
struct chart chart_of(struct arena *a, const struct roster *r);
/* Of a version of somebody at an instant at which it holds. Depth 0: no place is known. That is so
 * for who is deleted, or neither managed nor managing. */
struct place chart_place(struct chart *c, size_t version, int64_t at);

#endif
