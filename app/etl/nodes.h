/* nodes.h: the org nodes of a roster: one for everybody who manages somebody, numbered once and for
 * ever. */
#ifndef ETL_NODES_H
#define ETL_NODES_H

#include "etl/directory.h"
#include "lib/arena.h"

/* Gives `r`, whose people are complete, the nodes of `before` under their numbers, and new ones for
 * those who are now named as a manager. */
void nodes_number(
    struct arena *a, struct arena *scratch, const struct roster *before, struct roster *r);
/* Gives them parent, depth, people and label of the newest versions, and counts who has a place and
 * how. Who manages nobody now is kept; who is in no place, and never was, is not. `r` has its
 * index, whose nodes no longer hold. */
void nodes_place(struct arena *scratch, struct roster *r, struct directory_changes *changes);

#endif
