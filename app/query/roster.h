/* roster.h: duties as what they claim of a load: whose they are, in which groups, on which days. */
#ifndef QUERY_ROSTER_H
#define QUERY_ROSTER_H

#include "query/load.h"
#include "query/split.h"

/* Whose claims are wanted: duties of the teams, people and nodes asked for, the last as of today.
 * Other filters tell pages apart, not people on call. */
struct roster_ask {
    struct snapshot *snapshot;
    struct arena *a;
    const struct where *where;
    struct split *rows, *bins; /* or NULL */
    struct set *people;        /* key -> number from 1; new ones are put */
};

/* By person, then by the first day. */
MUST_USE struct err roster_claims(const struct roster_ask *ask, struct claim **out, size_t *n);

#endif
