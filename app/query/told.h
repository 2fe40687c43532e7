/* told.h: what totals tell by themselves, without a look at rows. */
#ifndef QUERY_TOLD_H
#define QUERY_TOLD_H

#include "query/facts.h"
#include "query/split.h"

/* Whether totals are kept of what is asked for: no filter but nodes of then, or teams, or people.
 */
bool told_where(const struct where *w);
/* And whether the metric is read off them. */
bool told_metric(const struct where *w, enum metric m);
/* The facts of that metric. */
MUST_USE struct err told_facts(
    struct snapshot *s, struct arena *a, const struct where *w, enum metric m, struct facts *out);
/* Attempts by channel: the facts of the groups that it puts, and of all of them. */
MUST_USE struct err told_channels(struct snapshot *s, struct arena *a, const struct where *w,
    struct split *rows, struct facts **by_group, struct facts *all);
/* Those of totals at hand. */
struct facts told_by_pages(const struct tally *t, enum metric m);
struct facts told_by_attempts(const struct attempts *t);
/* With the times of the member, which asking for a rank moves about. */
struct facts told_by_member(const struct member *m);

#endif
