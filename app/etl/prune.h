/* prune.h: forgetting what no kept row can name. */
#ifndef ETL_PRUNE_H
#define ETL_PRUNE_H

#include "etl/roster.h"

/* Rows created before `edge` (UTC ms; 0 = all are kept) are not kept: versions of people and teams,
 * memberships and duties that had ended by then go, and people and teams who were gone by then go
 * altogether. Nodes stay: their numbers are in links. Gives how many rows went. The index, if there
 * was one, no longer holds. */
size_t roster_prune(struct roster *r, int64_t edge);

#endif
