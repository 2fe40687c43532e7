/* piece.h: what one process of a backfill does: a chunk's window from the platform into the store,
 * in a staging folder of its own. */
#ifndef CRON_PIECE_H
#define CRON_PIECE_H

#include "cron/plan.h"
#include "cron/task.h"
#include "source/quiet.h"

/* All of it is there before the fork, and outlives the child. */
struct piece {
    const struct task *task; /* its settings; its arena and its counts are the parent's */
    const struct plan *plan;
    const struct chunk *chunk;
    struct quiet *quiet;
    const char *staging; /* each hand has a folder below it, by its number */
    int64_t sharers;     /* hands that share the disk */
};

/* The folder of one hand. */
struct str piece_folder(struct arena *a, const char *staging, size_t hand);
/* For crew_start; `self` is a struct piece. Tells of the report it asked for, and how it ended. */
int piece_work(void *self, size_t hand, int fd);

#endif
