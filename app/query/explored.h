/* explored.h: an answer of explore.h with what its faces tell beside it: the filter by name, where
 * the data ends, and how to go on. */
#ifndef QUERY_EXPLORED_H
#define QUERY_EXPLORED_H

#include "query/chips.h"
#include "query/explore.h"

/* Which of it was asked for. */
enum part { PART_ALL, PART_TOTAL, PART_ROWS, PART_SERIES, PART_FACETS, PART__N };
extern const char *const part_words[PART__N]; /* "", "total", "rows" ...: the panels' names */

struct explored {
    enum part part;         /* what was asked for */
    bool beside;            /* PART_ALL: the facets too, as far as they are quickly told */
    int64_t budget_ms;      /* a panel that is likely to take longer is refused; 0 = none is */
    struct explore explore; /* of PART_FACETS its window alone */
    struct facets facets;   /* PART_FACETS, or beside */
    struct chip chip[CHIPS_MAX];
    size_t chips;
    struct str next; /* cursor of the next rows; empty = these were the last */
    int64_t through[DATASET__N];
};

/* Whether it has this panel: all of them, but the facets unless they are asked for, the rows
 * without a group and the series without steps. */
bool explored_has(const struct explored *x, enum part part);
/* Whether it was refused, and how long it would have taken. */
struct refusal explored_refusal(const struct explored *x);
/* Answers x->part within x->budget_ms, everything in the arena. ERR_INPUT: the filter's `after` is
 * of another list. ERR_BUSY: the deadline passed. asking_of must hold. */
MUST_USE struct err explored_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct explored *x);

#endif
