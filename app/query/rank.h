/* rank.h: the groups of an answer as rows: small ones hidden, the others sorted, one page of them
 * named. */
#ifndef QUERY_RANK_H
#define QUERY_RANK_H

#include "query/explore.h"
#include "query/gather.h"

/* Fills row, rows, of, hidden and next of an answer. `before`: the groups of the compared period by
 * another split, or NULL. */
MUST_USE struct err rank_rows(struct snapshot *s, struct arena *a, const struct gather *g,
    const struct gather *before, struct explore *out);

#endif
