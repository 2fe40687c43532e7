/* directory.h: people, teams and on-call duty as the platform serves them now, in the rows that
 * etl/roster.h describes: unsorted, `from` 0, no nodes. What they mean is etl's. */
#ifndef SOURCE_DIRECTORY_H
#define SOURCE_DIRECTORY_H

#include "etl/roster.h"
#include "source/api.h"

struct directory_counts {
    int64_t users, teams, members, oncalls; /* as listed */
    int64_t looked_up; /* known before or named as a manager, but not listed: asked for by id */
    int64_t deleted;   /* of those, the ones the platform says are deleted */
    int64_t managers;  /* found above somebody by the live chain */
    int64_t skipped;   /* rows without an id */
};

/* Fetches all lists, then asks by id for everybody in `before` who is no longer listed, then for
 * the chain above those whose manager is still unknown. On-call duty of 90 days back and 30 ahead;
 * a platform without it has none. Rows and texts are in the arena, of which they take a quarter at
 * most: more, or a list that does not end, is ERR_LIMIT. ERR_BUSY after two hours. */
MUST_USE struct err directory_fetch(struct api *api, struct arena *a, const struct roster *before,
    struct roster *out, struct directory_counts *counts);

#endif
