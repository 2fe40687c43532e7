/* gather.h: one pass over the rows of a question, for one metric along all axes at once. */
#ifndef QUERY_GATHER_H
#define QUERY_GATHER_H

#include "query/matter.h"
#include "query/notes.h"
#include "query/split.h"

struct gather {
    struct snapshot *snapshot;
    const struct where *where;
    struct arena *a;
    enum matter matter;
    int64_t through;              /* decides what is still open */
    struct split *split[AXIS__N]; /* NULL: not asked for; the total is one group */
    struct tally *tally;          /* not NULL: all pages are added to it too, */
    const struct day_taker *days; /* and their quarters are given */
    struct facts *facts[AXIS__N]; /* by group, once gathered */
    size_t cap[AXIS__N];
    bool no_duties; /* MATTER_LOAD: nobody's duty is known */
    /* For the pass. */
    struct arena pass;    /* of all that follows: a year of pages is more than a request may hold */
    struct arena scratch; /* a sheet's */
    struct notes notes;
    struct set people, incidents, sources; /* key -> number from 1 */
    uint32_t *source;                      /* by incident: the number of its source and title */
    size_t source_cap;
    uint32_t run; /* of interruptions */
    struct interruption *last[AXIS__N];
    size_t last_cap[AXIS__N];
};

/* Which columns (1u << enum sheet_column) a metric reads, whatever it is split by. */
uint32_t gather_columns(const struct gather *g);
/* Fills facts; everything in the arena: the four below, over the sheets of `where`. */
MUST_USE struct err gather_run(struct gather *g);
void gather_begin(struct gather *g);
/* One sheet: the `take` of a sheet_taker. */
MUST_USE struct err gather_take(void *self, const struct picked *p);
MUST_USE struct err gather_finish(struct gather *g);
void gather_done(struct gather *g);
/* Adds all pages inside `w`: from totals where these tell of it, else from rows. days may be NULL.
 */
MUST_USE struct err gather_pages(struct snapshot *s, struct arena *a, const struct where *w,
    const struct day_taker *days, struct tally *into);

#endif
