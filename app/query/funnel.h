/* funnel.h: how far incidents were escalated, and what each level lost its own to. An incident is
 * its pages inside the question, and reached every level up to the highest one that paged. */
#ifndef QUERY_FUNNEL_H
#define QUERY_FUNNEL_H

#include "query/episode.h"
#include "query/explore.h"

struct rung {
    uint64_t reached;          /* incidents that paged this level or a higher one */
    uint64_t fate[FATE__N];    /* what became of them here; they add up to `reached` */
    uint64_t went_on[FATE__N]; /* of those, the ones that paged a higher level, too */
};

struct funnel {
    struct refusal refusal; /* refused: nothing that follows is told */
    uint64_t incidents;     /* all of them, also those in no rung */
    uint64_t levelless;     /* whose pages name no level: in no rung */
    uint64_t alone;         /* pages that name no incident: nowhere here */
    uint64_t end[FATE__N]; /* what became of each incident in the end; they add up to `incidents` */
    struct rung rung[LEVELS_MAX]; /* level 1 first; the last may stand for deeper ones, too */
    size_t rungs;                 /* up to the highest level that was reached */
};

/* Those at hand. */
void funnel_add(const struct episodes *x, struct funnel *out);
/* Of the pages inside `w`. Refused when that is likely to take longer than `budget_ms` (0: never).
 */
MUST_USE struct err funnel_of(
    struct snapshot *s, const struct where *w, int64_t budget_ms, struct funnel *out);

/* Closed at that level without anybody's acceptance, whether it then went on or ended. What cleared
 * by itself is not lost. */
uint64_t rung_lost(const struct rung *r);

#endif
