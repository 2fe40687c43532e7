/* nodes.h: the org nodes of a roster: one for everybody who manages somebody, numbered once and for
 * ever. */
#ifndef ETL_NODES_H
#define ETL_NODES_H

#include "etl/roster.h"
#include "lib/arena.h"

/* Gives `r`, whose people are complete, its nodes: those of `before` under their numbers, and new
 * ones. Parent, depth, people and label are those of the newest versions; who manages nobody now is
 * kept. */
void nodes_build(
    struct arena *a, struct arena *scratch, const struct roster *before, struct roster *r);

#endif
