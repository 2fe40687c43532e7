/* where.h: from the ids in a filter to the rows they name. */
#ifndef QUERY_WHERE_H
#define QUERY_WHERE_H

#include "lib/arena.h"
#include "lib/err.h"
#include "query/filter.h"

struct snapshot;
struct where;

/* The rows of [from, to) that the filter asks for: its ids as keys, its words as they are. A node
 * below another chosen one is left out, so no page counts twice; ids that the snapshot does not
 * know stay, and match nothing. */
MUST_USE struct err where_of(struct snapshot *s, struct arena *a, const struct filter *f,
    int64_t from, int64_t to, struct where *out);
/* Takes all words away: places, teams, people and the range stay. */
void where_lift(struct where *w);

#endif
