/* chips.h: the nodes, teams and people of a filter by their names of today. */
#ifndef QUERY_CHIPS_H
#define QUERY_CHIPS_H

#include "query/overview.h"

#define CHIPS_MAX (ORG_MAX + TEAM_MAX + PERSON_MAX)

/* Into room for CHIPS_MAX of them, in the filter's order. One that the directory does not know is
 * called by its id. */
MUST_USE struct err chips_of(
    struct snapshot *s, struct arena *a, const struct filter *f, struct chip *chip, size_t *n);

#endif
