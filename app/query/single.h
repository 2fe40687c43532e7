/* single.h: the Overview of one team or person: its numbers, bars and hours, by the same totals,
 * without what is below it. */
#ifndef QUERY_SINGLE_H
#define QUERY_SINGLE_H

#include "query/overview.h"

struct where;

/* Under f, which names the team or person already; *w are its rows. Compared if f says so.
 * Attempts, child and path stay empty. */
MUST_USE struct err single_of(struct snapshot *s, struct arena *a, const struct filter *f,
    struct zone_set *zones, struct where *w, struct overview *out);
/* Its attempts too. */
MUST_USE struct err single_attempts(
    struct snapshot *s, struct arena *a, const struct where *w, struct overview *o);
/* Hours by the recipients' own clocks instead of the window's. */
void single_own_hours(struct overview *o);
/* Takes the chips of a kind away: the page says by itself whom it is about. */
void single_drop_chips(struct overview *o, enum child_kind kind);

#endif
