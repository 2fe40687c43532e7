/* burden.h: what each person had to carry: pages, those in their sleep hours, nights, the last one.
 * One pass over the rows of a question, under all of its filters. */
#ifndef QUERY_BURDEN_H
#define QUERY_BURDEN_H

#include "store/set.h"
#include "store/sheet.h"

struct burden {
    int64_t person;  /* key */
    int64_t team;    /* key, of the last page; 0 = not known */
    int64_t last;    /* UTC ms of the last page */
    uint32_t pages;  /* as metric "pages" counts them */
    uint32_t sleep;  /* of those in sleep hours */
    uint32_t nights; /* query/rest.h */
    uint32_t *bin;   /* pages by step; NULL without steps */
};

struct burdens {
    struct burden *row; /* those with a page, in no order */
    size_t n, cap;
    struct set at;           /* person -> place in row */
    uint64_t pages, nobodys; /* all of them; those without a recipient, which make no row */
    const int64_t *edge;     /* steps of time, from edge[i] on; NULL = none are wanted */
    size_t bins;
};

/* Set edge and bins before, or nothing. Rows are in the arena. */
MUST_USE struct err burdens_of(
    struct snapshot *s, struct arena *a, const struct where *w, struct burdens *out);
/* Nobody's page has a burden of zeros. */
struct burden burden_get(const struct burdens *x, int64_t person);
/* Of n > 0 numbers that ascend, the one below which that share of them is: between the two nearest
 * ones, as box plots have it. */
double burden_quantile(const uint32_t *sorted, size_t n, double share);

#endif
