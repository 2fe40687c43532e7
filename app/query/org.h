/* org.h: one part of the organisation: what is above, beside and below it, as of the last sync, and
 * how much each was paged, by the places of then. */
#ifndef QUERY_ORG_H
#define QUERY_ORG_H

#include "query/overview.h"
#include "query/trail.h"

struct org_row {
    struct node node;
    uint64_t pages, teams; /* of the range; teams: different ones that were paged */
};
struct org {
    struct window window;
    struct trail trail;              /* to the node itself; empty: the company */
    struct org_row *here;            /* NULL: the company */
    struct org_row *sibling, *child; /* most pages first */
    size_t siblings, children;
    size_t from, to; /* the children shown */
    struct str next; /* cursor of the following ones; empty = none */
};

/* `number` 0: the company, whose children are the roots. ERR_MISSING: no such node. ERR_INPUT: the
 * cursor is of another list. */
MUST_USE struct err org_of(struct snapshot *s, struct arena *a, const struct filter *f,
    int32_t number, struct zone_set *zones, struct org *out);

#endif
