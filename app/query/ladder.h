/* ladder.h: how incidents climb: how far, how long each step waits, and which policies let them
 * fall through. */
#ifndef QUERY_LADDER_H
#define QUERY_LADDER_H

#include "query/brief.h"
#include "query/funnel.h"

#define POLICY_FROM 5 /* closed incidents: a share of fewer would tell about single ones */

/* From the first page of a level to the first of the next one. */
struct wait {
    uint64_t n;
    int64_t p10_ms, p25_ms, p50_ms, p75_ms, p90_ms; /* MS_UNKNOWN: of fewer than five */
};

struct policy {
    struct str name;                       /* empty: none is named */
    uint64_t incidents, closed, fallen;    /* closed: neither open nor cleared by itself */
    uint64_t first_closed, first_answered; /* at level 1 */
    uint64_t last;                         /* incidents that reached `level` */
    uint8_t level;                         /* the highest that it paged here */
};

struct ladder {
    struct brief brief;
    struct episodes episodes; /* closed by ladder_done */
    struct funnel funnel;
    struct wait wait[LEVELS_MAX - 1]; /* from level 1 first */
    struct policy *policy; /* the greatest share that fell through first, few incidents last */
    size_t policies;
    size_t silent; /* policies whose first level never answered, of those with enough incidents */
};

/* Grids: "levels", "waits", "policies", "silent", "tiles". ERR_BUSY: the deadline passed. */
MUST_USE struct err ladder_of(
    struct snapshot *s, struct arena *a, const struct brief_ask *ask, struct ladder *out);
void ladder_done(struct ladder *x);
bool policy_is_reliable(const struct policy *p);
/* The first level closed enough of them, and answered none. */
bool policy_is_silent(const struct policy *p);

#endif
