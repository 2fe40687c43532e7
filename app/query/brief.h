/* brief.h: what the answers of incidents, channels and escalations have in common: what was asked,
 * how much of it is held, and their tables. */
#ifndef QUERY_BRIEF_H
#define QUERY_BRIEF_H

#include "query/chips.h"
#include "query/explore.h"
#include "query/grid.h"
#include "query/url.h"
#include "store/reader.h"

#define GRIDS_MAX 8

/* What is asked, by whom. */
struct brief_ask {
    const struct filter *filter;
    struct zone_set *zones;
    struct str gen;    /* of links: "" = not pinned */
    int64_t budget_ms; /* what is likely to take longer is refused; 0: nothing is */
};

struct brief {
    struct window window;
    enum held held; /* of the data set that it is about */
    struct chip chip[CHIPS_MAX];
    size_t chips;
    int64_t through[DATASET__N];
    struct refusal refusal; /* refused: there are no tables */
    struct grid grid[GRIDS_MAX];
    size_t grids;    /* the first one is the page's own */
    struct str next; /* cursor of the first one's next rows; empty = these were the last */
    struct brief_ask ask;
};

/* All but the tables; *w are the rows that are asked for. */
MUST_USE struct err brief_of(struct snapshot *s, struct arena *a, const struct brief_ask *ask,
    enum dataset d, struct brief *out, struct where *w);
void brief_add(struct brief *b, struct grid g);
/* NULL: none of that name. */
const struct grid *brief_grid(const struct brief *b, struct str name);
/* Another page about the same rows, with one word of the filter set; "" where no address can carry
 * it. The page must read all of P_FILTERS. */
struct str brief_link(
    struct arena *a, const struct brief *b, struct str page, enum param p, struct str value);
/* The same with this range. */
struct str brief_span(
    struct arena *a, const struct brief *b, struct str page, int64_t from, int64_t to);
/* It is likely to take `ms`: refused when that is more than its budget. */
bool brief_refuses(struct brief *b, int64_t ms);

#endif
