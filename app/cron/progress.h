/* progress.h: how far a backfill is: on a terminal one line that is drawn again and again,
 * elsewhere a JSON line for each chunk that ended. */
#ifndef CRON_PROGRESS_H
#define CRON_PROGRESS_H

#include "cron/plan.h"
#include "lib/out.h"

struct progress {
    bool terminal;      /* standard error is one */
    int64_t began;      /* monotonic ms */
    int64_t days, rows; /* done when this run began */
    const char *dataset;
};

struct progress progress_of(const struct plan *p, int64_t now);
/* The line, of less than `columns` characters: without a bar, then without its end, where it is
 * narrow. */
void progress_line(struct out *o, const struct progress *g, const struct plan_sum *sum, int64_t now,
    size_t columns);
/* Draws it anew on a terminal. */
void progress_draw(const struct progress *g, const struct plan *p, int64_t now);
/* Takes the line away. */
void progress_clear(const struct progress *g);
/* A chunk has ended: `became` is what is done about it ("done", "again", "aside", "cut"). */
void progress_tell(const struct progress *g, const struct plan *p, const struct chunk *c,
    const char *became, int64_t now);

#endif
